import type { FastifyInstance } from 'fastify';
import type { OpenWebSocket } from '../http/websockets.ts';
import type { Dialect } from './dialect.ts';
import { type RestDeps, send, sendFailure, sendRefusal } from './door.ts';

/** Serves the websocket of a dialect that has one, to callers with a token; others are refused as at its endpoints. */
export async function mountWebSocket(
  app: FastifyInstance,
  dialect: Dialect,
  rest: RestDeps,
  open: OpenWebSocket,
): Promise<void> {
  const { webSocket } = dialect;
  if (webSocket === undefined) return;
  await app.register(async (door) => {
    door.setErrorHandler((error, request, reply) => sendFailure(dialect, rest, error, request, reply));
    door.get(webSocket.path, { exposeHeadRoute: false }, async (request, reply) => {
      const holder = await rest.admit(request, reply, webSocket.credentials(request.headers));
      if (!holder.ok) return sendRefusal(dialect, reply, holder.refusal);
      if (holder.value === null) return sendRefusal(dialect, reply, { code: 'UNAUTHENTICATED' });

      const opened = await open(request, reply, { holder: holder.value, replyTo: webSocket.replyTo });
      return opened.ok ? reply : send(reply, webSocket.encodeRefusal(opened.refusal));
    });
  });
}
