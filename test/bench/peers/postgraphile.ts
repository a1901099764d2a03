import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { stop } from '../children.ts';
import { connect, connectionString, forPostgraphile, startPostgres, VISITOR } from '../postgres.ts';
import { readSettings } from './settings.ts';
import { viewerReader } from './viewer.ts';

/** PostgreSQL as a child of this process, so that its processor time and memory count too. */
const { file: folder, port, secret } = readSettings();
const postgres = startPostgres(folder, forPostgraphile(folder));
await (await connect(connectionString(folder))).end();

const pool = new pg.Pool({ connectionString: connectionString(folder, VISITOR) });
const readViewer = viewerReader(secret);
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ['app'] })],
  grafserv: { graphiql: false, websockets: false, watch: false, graphqlPath: '/graphql' },
  grafast: {
    explain: false,
    async context({ node }) {
      const viewerId = await readViewer(node?.req.headers ?? {});
      if (viewerId === null) throw new Error('bad token');
      return { pgSettings: { 'app.user_id': String(viewerId) } };
    },
  },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(port, '127.0.0.1');

await once(process, 'SIGTERM');
server.close();
server.closeAllConnections();
await instance.release();
// What the load generator no longer waited for is still being answered.
for (let turn = 0; turn < 100 && (pool.waitingCount > 0 || pool.idleCount < pool.totalCount); turn += 1) await wait(20);
await pool.end();
// Connections that PostgreSQL ends itself now.
pool.on('error', () => undefined);
await stop(postgres, 'SIGINT');
