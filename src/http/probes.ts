import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '../domain/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { bearerCredentials } from './credentials.ts';
import { setRefusalHeaders } from './failures.ts';
import type { Charge } from './rate-limit.ts';

interface Probed {
  readonly store: Store;
  readonly metrics: Metrics;
  /** The token that reads the metrics; null lets anybody read them, in production nobody. */
  readonly metricsToken: string | null;
  readonly production: boolean;
  /** Aborted once the process is to end. */
  readonly draining: AbortSignal;
  /** Takes a point for each wrong token. */
  readonly charge: Charge;
}

/** Serves health, readiness and metrics for whoever watches over the process. */
export function serveProbes(
  app: FastifyInstance,
  { store, metrics, metricsToken, production, draining, charge }: Probed,
): void {
  const check = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      await store.ping();
      return { status: 'ok' };
    } catch (cause) {
      request.log.error({ err: cause, reqId: request.id }, 'the database cannot be read');
      return reply.code(503).send({ status: 'unavailable' });
    }
  };

  // A process without its database is alive: to start it anew would not bring the database back.
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) =>
    draining.aborted ? reply.code(503).send({ status: 'draining' }) : check(request, reply),
  );
  app.get('/metrics', async (request, reply) => {
    if (metricsToken === null && production) return reply.callNotFound();
    if (metricsToken !== null && !holds(request, metricsToken)) {
      const unpaid = charge(request, reply);
      if (unpaid !== null) {
        setRefusalHeaders(reply, unpaid);
        return reply.code(429).send({ error: 'Too many requests.' });
      }
      return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'This needs the metrics token.' });
    }
    const { contentType, text } = await metrics.exposition();
    return reply.header('cache-control', 'no-store').type(contentType).send(text);
  });
}

function holds({ headers }: FastifyRequest, metricsToken: string): boolean {
  const given = bearerCredentials(headers);
  return given.kind === 'token' && timingSafeEqual(digest(given.token), digest(metricsToken));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
