import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { SECRET } from '../support/server.ts';

const exported = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

describe('traces', () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  beforeAll(async () => {
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterAll(() => collector.close());

  it('reach a collector, with each step of the store below its request, and that below its caller', async () => {
    const { port } = collector.address() as AddressInfo;
    const server = await startOwnProcess({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'silent',
    });
    const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    await send(`${server.url}/api/v2/group/`, {
      token,
      headers: { traceparent },
      json: { name: 'Chess', privacy: 'public' },
    });
    await server.end('SIGTERM');
    await server.remove();

    const spans = bodies
      .flatMap((body) => exported.parse(JSON.parse(body)).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
      .filter((span) => span.traceId === traceId);
    const request = spans.find(({ name }) => name === 'selfcommunity POST /api/v2/group/');
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(spans.filter((span) => span.parentSpanId === request?.spanId).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['store.ensureUser', 'store.insertGroup', 'store.findUsers']),
    );
  });
});
