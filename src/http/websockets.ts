/**
 * Turns requests into websockets. Each handshake goes through the server as an ordinary request, so that admission,
 * limits and the log treat it like any other, until its route opens the websocket or refuses it in its door's words.
 */

import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket, WebSocketServer } from 'ws';
import type { TokenHolder } from '../auth/authenticate.ts';
import type { Limits } from '../config/limits.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { answerOn } from './sockets.ts';

/** Bytes of the largest message that a client may send; a larger one closes its websocket. */
const MAX_MESSAGE_BYTES = 1_024;
/** Frames of one message. */
const MAX_FRAGMENTS = 16;
/** Messages, pings and pongs that a client may send, as a mean between two pings; more close its websocket. */
const MAX_FRAMES_PER_SECOND = 10;
/** Milliseconds for which the client's goodbye is waited for before its connection is cut. */
const GOODBYE_MS = 2_000;
/** Milliseconds of the longest life, which is the longest timer that Node has. */
const MAX_LIFE_MS = 2 ** 31 - 1;

const HANDSHAKE_KEY = /^[A-Za-z\d+/]{22}==$/;

const SERVER_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: MAX_FRAGMENTS,
  closeTimeout: GOODBYE_MS,
};

/** Codes with which a websocket is closed (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** Every way a websocket is refused, beside those of all requests. */
export type WebSocketRefusal =
  /** The request asks for no websocket, or not as RFC 6455 has it. */
  | { readonly code: 'UPGRADE_REQUIRED' }
  /** The caller has `limit` of them already. */
  | { readonly code: 'TOO_MANY_WEBSOCKETS'; readonly limit: number }
  /** The process is about to end. */
  | { readonly code: 'ENDING' };

/** What is said on a websocket once it is open. */
export interface Conversation {
  readonly holder: TokenHolder;
  /** The reply to a text that the client sends; null for none. */
  readonly replyTo: (text: string) => string | null;
}

/** Opens the websocket that a request asks for. A reply whose websocket is open must not be sent. */
export type OpenWebSocket = (
  request: FastifyRequest,
  reply: FastifyReply,
  conversation: Conversation,
) => Promise<Result<null, WebSocketRefusal>>;

interface WebSocketDeps {
  readonly limits: Limits;
  readonly now: () => Date;
  /** Aborted once the process is to end. */
  readonly draining: AbortSignal;
}

/** Whether Node is to hand over the connection of a request; all others are ordinary requests, whatever they ask for. */
export function isHandshake({ method, headers, socket }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    HANDSHAKE_KEY.test(headers['sec-websocket-key'] ?? '') &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    // A request before it on the same connection would have its answer mixed with the websocket's.
    answerOn(socket) === null
  );
}

/**
 * Serves websockets on a server. Each is pinged after a time of silence and dropped if it stays silent, and closed when
 * its token expires, when its client sends too much, and when the process is to end.
 */
export function openWebSockets(app: FastifyInstance, { limits, now, draining }: WebSocketDeps): OpenWebSocket {
  const handshakes = new WeakMap<IncomingMessage, Buffer>();
  /** Frames that have come from each since the last check. */
  const heard = new Map<WebSocket, number>();
  const counts = new Map<number, number>();
  let loading: Promise<WebSocketServer> | undefined;

  app.server.on('upgrade', (request, _socket, head) => {
    handshakes.set(request, head);
    answerAsOrdinary(app.server, request);
  });

  const count = (userId: number, more: 1 | -1) => {
    const held = (counts.get(userId) ?? 0) + more;
    if (held > 0) counts.set(userId, held);
    else counts.delete(userId);
  };
  const hear = (webSocket: WebSocket) => {
    const frames = (heard.get(webSocket) ?? 0) + 1;
    heard.set(webSocket, frames);
    if (frames > MAX_FRAMES_PER_SECOND * limits.seconds.idle) webSocket.terminate();
  };
  const hold = (webSocket: WebSocket, { holder, replyTo }: Conversation) => {
    const life = Math.min(holder.expiresAt.getTime() - now().getTime(), MAX_LIFE_MS);
    const end = setTimeout(() => webSocket.close(POLICY_VIOLATION, 'the token has expired'), life);
    count(holder.userId, 1);
    heard.set(webSocket, 1);
    webSocket
      .on('message', (data, isBinary) => {
        hear(webSocket);
        const reply = isBinary ? null : replyTo(String(data));
        if (reply !== null && hasRead(webSocket)) webSocket.send(reply);
      })
      .on('ping', () => hear(webSocket))
      .on('pong', () => hear(webSocket))
      // What breaks the protocol or a limit closes the websocket, which is all there is to do.
      .on('error', () => undefined)
      .once('close', () => {
        clearTimeout(end);
        heard.delete(webSocket);
        count(holder.userId, -1);
      });
  };

  const looks = setInterval(() => {
    for (const [webSocket, frames] of heard) {
      if (frames === 0) webSocket.terminate();
      else if (hasRead(webSocket)) webSocket.ping();
      heard.set(webSocket, 0);
    }
  }, limits.seconds.idle * 1_000);
  looks.unref();
  draining.addEventListener('abort', () => {
    for (const webSocket of heard.keys()) webSocket.close(GOING_AWAY, 'the server is ending');
  });
  app.addHook('preClose', async () => {
    clearInterval(looks);
    for (const webSocket of heard.keys()) webSocket.terminate();
  });

  return async ({ raw }, reply, conversation) => {
    const head = handshakes.get(raw);
    if (head === undefined) return refuse({ code: 'UPGRADE_REQUIRED' });
    loading ??= loadServer();
    const server = await loading;
    if (draining.aborted) return refuse({ code: 'ENDING' });
    const limit = limits.webSocketsPerUser;
    if ((counts.get(conversation.holder.userId) ?? 0) >= limit) return refuse({ code: 'TOO_MANY_WEBSOCKETS', limit });

    reply.hijack().code(101);
    reply.raw.detachSocket(raw.socket);
    server.handleUpgrade(raw, raw.socket, head, (webSocket) => hold(webSocket, conversation));
    // The request is over for its line in the log.
    reply.raw.emit('finish');
    return ok(null);
  };
}

/** Hands a handshake to the server's route. The connection ends with the answer, if it is one: its parser is gone. */
function answerAsOrdinary(server: Server, request: IncomingMessage): void {
  const { socket } = request;
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    if (answerOn(socket) !== response) return;
    response.detachSocket(socket);
    socket.destroySoon();
  });
  server.emit('request', request, response);
}

/** Whether the client has taken all that was sent to it: what it does not read would wait in memory. */
function hasRead(webSocket: WebSocket): boolean {
  return webSocket.bufferedAmount === 0;
}

/** Loads the protocol with the first websocket, so that a server without any saves its time and memory. */
async function loadServer(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer(SERVER_OPTIONS);
}
