import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signCommunityToken } from '../../../src/auth/sign-token.ts';
import { command, startProcess } from '../../support/processes.ts';
import { type Answer, send } from '../../support/requests.ts';
import { SECRET } from '../../support/secret.ts';

/** A line of the directory that is imported. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly realName: string;
  readonly bio?: string;
  readonly website?: string;
}

export interface Guildhall {
  readonly port: number;
  token(person: Person): Promise<string>;
  /** Calls the API as someone, and gives the answer's body; throws unless it is a success. */
  call(person: Person, method: string, path: string, content?: object): Promise<Answer['body']>;
  /** Status of a call. */
  statusOf(person: Person, path: string): Promise<number>;
  /** All that it has logged. */
  output(): string;
  stop(): Promise<void>;
}

/** A server as users start it, in production, with a data folder of its own and these people in its directory. */
export async function startGuildhall(people: readonly Person[]): Promise<Guildhall> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-react-ui-'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
    MEDIA_DIR: join(folder, 'media'),
    JWT_SECRET: SECRET,
    CORS_ORIGINS: 'http://app.test',
  };
  const directory = join(folder, 'people.ndjson');
  await writeFile(directory, people.map((person) => JSON.stringify(person)).join('\n'));
  const { code, stderr } = await command(env, 'users', 'import', directory);
  if (code !== 0) throw new Error(`The directory was not imported: ${stderr}`);

  const server = await startProcess(env);
  const token = ({ id }: Person) => signCommunityToken(SECRET, { userId: id, expires: '2h' });
  async function ask(person: Person, method: string, path: string, content?: object): Promise<Answer> {
    const body = content instanceof FormData ? { body: content } : content && { json: content };
    return send(`${server.url}/api/v2${path}`, { method, token: await token(person), ...body });
  }
  return {
    port: Number(new URL(server.url).port),
    token,
    async call(person, method, path, content) {
      const { status, body } = await ask(person, method, path, content);
      if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    statusOf: async (person, path) => (await ask(person, 'GET', path)).status,
    output: server.output,
    async stop() {
      await server.end();
      await rm(folder, { recursive: true });
    },
  };
}
