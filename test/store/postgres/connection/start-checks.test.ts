import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StartError } from '../../../../src/start-error.ts';
import { migrateStore, openStore } from '../../../../src/store/open.ts';
import { judgeVersion, startFailure } from '../../../../src/store/postgres/connection/start-checks.ts';
import { newDatabase, onDatabase, onServer, urlOf } from '../../../support/postgres.ts';
import { databaseProxy } from '../../../support/tcp-proxy.ts';

/** What the tables of PostgreSQL are made of. */
const NEEDED = [
  'users',
  'profiles',
  'user_ids',
  'groups',
  'group_texts',
  'foldings',
  'memberships',
  'email_invitations',
  'mail_days',
  'user_settings',
  'page_requests',
  'idempotency_keys',
  'writers',
];

describe('the version of a server', () => {
  it.each([
    'PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0) 12.2.0, 64-bit',
    'PostgreSQL 18.4 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 13.2.0, 64-bit',
    'PostgreSQL 16beta1 on aarch64-apple-darwin22.4.0, compiled by Apple clang version 14.0.3, 64-bit',
    'PostgreSQL 19devel on x86_64-linux, compiled by gcc-13.2.0, 64-bit',
  ])('is served: %s', (version) => {
    expect(judgeVersion(version)).toEqual({ refusal: null, warning: null });
  });

  it.each([
    ['CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27)', /^is CockroachDB/],
    [
      'PostgreSQL 14.9 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit',
      /^is PostgreSQL 14: use PostgreSQL 15 or newer$/,
    ],
    ['PostgreSQL 9.6.24 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit', /^is PostgreSQL 9:/],
    ['PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc, Redshift 1.0.56242', /^is PostgreSQL 8:/],
    ['PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang, 64-bit', /^is PostgreSQL 11:/],
  ])('is refused: %s', (version, refusal) => {
    expect(judgeVersion(version)).toEqual({ refusal: expect.stringMatching(refusal), warning: null });
  });

  it.each([
    'PostgreSQL 15.2-YB-2024.2.0.0-b145 on x86_64-pc-linux-gnu, compiled by clang version 17.0.6, 64-bit',
    'PostgreSQL 15.4 (EnterpriseDB Advanced Server 15.4.0) on x86_64-pc-linux-gnu, compiled by gcc, 64-bit',
    'CrateDB 5.4.0 (built 1234/NA, Linux)',
    '',
  ])('is served with a warning: %s', (version) => {
    expect(judgeVersion(version)).toEqual({ refusal: null, warning: expect.stringContaining('tested on PostgreSQL') });
  });
});

describe('a start on PostgreSQL', () => {
  const start = async (url: string, migrate = true): Promise<string> => {
    try {
      const store = await openStore(url, { postgres: { connections: 1, migrate } });
      await store.close();
      return 'started';
    } catch (cause) {
      if (!(cause instanceof StartError)) throw cause;
      return cause.message;
    }
  };
  const asUser = (url: string, user: string, password = 'secret') => {
    const changed = new URL(url);
    changed.username = user;
    changed.password = password;
    return changed.href;
  };

  it('refuses an address where nothing answers, without the password', async () => {
    const message = await start('postgres://owner:hunter2@127.0.0.1:9/groups');

    expect(message).toMatch(/^Guildhall cannot start: the server of 127\.0\.0\.1:9\/groups does not answer/);
    expect(message).not.toContain('hunter2');
  });

  it('refuses a database that is not there, and a password that is wrong', async () => {
    expect(await start(urlOf('no_such_database'))).toContain('has no database of this name: create it');
    expect(await start(asUser(urlOf('postgres'), 'postgres', 'wrong'))).toContain('refuses this user or password');
  });

  it('refuses a server that takes a connection and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = z.object({ port: z.number() }).parse(silent.address());

    expect(await start(`postgres://owner@127.0.0.1:${port}/groups`)).toContain(
      'does not answer in time: correct the address in DATABASE_URL, or look for a firewall between (timeout expired).',
    );

    silent.close();
  });

  it.each([
    ['?sslmode=verify-full', 'has no TLS: turn it on there, or set sslmode=disable'],
    ['?sslmode=verify-full&sslrootcert=/nowhere.pem', 'needs a file that cannot be read: correct sslrootcert'],
  ])('refuses %s with its cure', async (query, problem) => {
    expect(await start(`${urlOf('postgres')}${query}`)).toContain(problem);
  });

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /has no TLS that is trusted: name /],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", /has no TLS that is trusted/],
    ['28000', 'no pg_hba.conf entry for host "10.0.0.1", user "a", no encryption', /asks for TLS: add sslmode=/],
  ])('names the cure of %s', (code, message, problem) => {
    const cause = Object.assign(new Error(message), { code });

    expect(startFailure({ location: 'host/groups', undone: 'Nothing was moved' }, cause)).toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(new RegExp(`^Nothing was moved: the server of host/groups ${problem.source}`)),
    });
  });

  it('begins with the migration where it is that which cannot be done', async () => {
    await expect(migrateStore('postgres://owner@127.0.0.1:9/groups')).rejects.toThrow(
      /^The database cannot be migrated: the server of 127\.0\.0\.1:9\/groups does not answer/,
    );
  });

  it.each([
    ["set synchronous_commit = 'off'", 'has synchronous_commit off'],
    ['set default_transaction_read_only = on', 'takes no writes'],
  ])('refuses a database with "%s"', async (setting, problem) => {
    const database = await newDatabase();
    await onServer(`alter database ${database.name} ${setting}`);

    expect(await start(database.url)).toContain(problem);

    await database.drop();
  });

  it('refuses a server that a statement_timeout does not reach, as behind a pooler', async () => {
    const database = await newDatabase();
    const proxy = await databaseProxy(database.url);
    proxy.replaceNext('-c statement_timeout=', '-c guildhall.timeout=');

    expect(await start(proxy.url)).toMatch(
      / did not take statement_timeout, as poolers drop it: ALTER ROLE \.\.\. SET statement_timeout = '10s' /,
    );

    await proxy.end();
    await database.drop();
  });

  it('refuses a database of texts that are not UTF-8', async () => {
    const name = 'test_latin1';
    await onServer(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);

    expect(await start(urlOf(name))).toContain("make the database with ENCODING 'UTF8'");

    await onServer(`drop database ${name}`);
  });

  it('refuses a user who may not make tables, and one who may not write to them', async () => {
    const [empty, made] = [`test_empty_${process.pid}`, await newDatabase()];
    await onServer(`create database ${empty} encoding 'UTF8' template template0`);
    const user = `test_user_${process.pid}`;
    await onServer(`create role ${user} login password 'secret'`);

    expect(await start(asUser(urlOf(empty), user))).toContain('GRANT CREATE ON SCHEMA public');
    await onDatabase(made.name, `grant select on all tables in schema public to ${user}`);
    expect(await start(asUser(made.url, user), false)).toContain('does not let this user read and write');
    await onDatabase(
      made.name,
      `grant select, insert, update, delete on all tables in schema public to ${user};
       grant usage on all sequences in schema public to ${user}`,
    );
    expect(await start(asUser(made.url, user), false)).toBe('started');

    await made.drop();
    await onServer(`drop database ${empty}`);
    await onServer(`drop role ${user}`);
  });

  it('refuses a user who lacks the right to any one table or sequence, and names that', async () => {
    const made = await newDatabase();
    const user = `test_lacking_${process.pid}`;
    const all = `grant select, insert, update, delete on all tables in schema public to ${user};
      grant usage on all sequences in schema public to ${user}`;
    await onServer(`create role ${user} login password 'secret'`);

    const told: string[] = [];
    for (const name of NEEDED) {
      await onDatabase(made.name, `${all}; revoke all on ${name} from ${user}`);
      told.push(await start(asUser(made.url, user), false));
    }

    expect(told).toEqual(
      NEEDED.map((name) => expect.stringContaining(`does not let this user read and write ${name}: GRANT SELECT, `)),
    );
    await made.drop();
    await onServer(`drop role ${user}`);
  });

  it('says in the same words that it lacks a right which shows only when it is used', async () => {
    const made = await newDatabase();
    await onDatabase(
      made.name,
      `create function forbid() returns trigger language plpgsql as
         $$ begin raise insufficient_privilege using message = 'no row of writers may go'; end $$;
       create trigger forbid before delete on writers for each statement execute function forbid()`,
    );

    expect(await start(made.url)).toMatch(
      /^Guildhall cannot start: .* lacks a right .*\(no row of writers may go\)\.$/,
    );

    await made.drop();
  });

  it('refuses a database of another program, and one of a newer version', async () => {
    const foreign = `test_foreign_${process.pid}`;
    await onServer(`create database ${foreign} encoding 'UTF8' template template0`);
    await onDatabase(foreign, 'create table orders (id bigint)');
    const newer = await newDatabase();
    await onDatabase(newer.name, "insert into guildhall_migrations (hash, made_at) values ('of tomorrow', 1)");

    expect(await start(urlOf(foreign))).toContain('belongs to another program: it has tables');
    expect(await start(newer.url)).toContain('belongs to a newer version: 1 of its migrations is not of this one');
    expect(await start(newer.url, false)).toContain('belongs to a newer version');

    await newer.drop();
    await onServer(`drop database ${foreign}`);
  });
});
