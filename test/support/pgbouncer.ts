import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { onServer, POOLER_URL, SERVER_URL } from './postgres.ts';

/** Where Debian's package puts it. Its version 1.18 does not follow statements that are prepared by name. */
const BINARY = '/usr/sbin/pgbouncer';
/** The role as which it connects, with the timeout that the guide tells to give to one behind a pooler. */
const ROLE = 'pooled';

/** Starts PgBouncer in transaction mode before the server of this run, where it is installed; gives what ends it. */
export async function startPgBouncer(): Promise<() => Promise<void>> {
  if (!existsSync(BINARY)) return async () => undefined;
  const { hostname, port: serverPort } = new URL(process.env[SERVER_URL] ?? '');
  await onServer(`create role ${ROLE} superuser login password '${ROLE}'`);
  await onServer(`alter role ${ROLE} set statement_timeout = '60s'`);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-pgbouncer-'));
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${ROLE} password=${ROLE}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 1000
server_idle_timeout = 10
ignore_startup_parameters = options,extra_float_digits
log_connections = 0
log_disconnections = 0
`,
  );
  // It refuses to be run by root, and then reads its settings as somebody else.
  await chmod(folder, 0o755);
  const pooler = spawn(BINARY, [...(userInfo().uid === 0 ? ['-u', 'postgres'] : []), file], { stdio: 'ignore' });
  await untilOpen(pooler, port);
  process.env[POOLER_URL] = `postgres://${ROLE}@127.0.0.1:${port}`;
  return async () => {
    const exit = once(pooler, 'close');
    pooler.kill('SIGKILL');
    await exit;
    await rm(folder, { recursive: true });
  };
}

async function untilOpen(pooler: ChildProcess, port: number): Promise<void> {
  while (pooler.exitCode === null && pooler.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await wait(20);
  }
  throw new Error(`PgBouncer ended before it was open (${pooler.exitCode ?? pooler.signalCode})`);
}
