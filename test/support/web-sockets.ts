import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ClientOptions, WebSocket } from 'ws';

export const PATH = '/ws/notify?subscribe-user';

/** A websocket as the vendor's client asks for it, whatever comes of it. */
export function webSocketTo(url: string, token: string | null, options: ClientOptions = {}): WebSocket {
  const address = url.replace('http:', 'ws:') + PATH;
  return new WebSocket(address, token === null ? [] : [`__${token}`], { perMessageDeflate: false, ...options });
}

/** The same, once it is open. */
export async function openWebSocket(url: string, token: string, options: ClientOptions = {}): Promise<WebSocket> {
  const webSocket = webSocketTo(url, token, options);
  await once(webSocket, 'open');
  webSocket.on('error', () => undefined);
  return webSocket;
}

/** Code and reason with which it is closed, whatever errors come before. */
export function closing(webSocket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> {
  return new Promise((resolve) => webSocket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
}

/** Status and body of the answer to a handshake that opens nothing. */
export function refusalOf(webSocket: WebSocket): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    webSocket.once('open', () => reject(new Error('the websocket is open')));
    webSocket.once('unexpected-response', async (_request, response) => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) });
    });
  });
}

/** A handshake by hand; a header that is undefined is left out. */
export function handshake(path: string, token: string, changed: Readonly<Record<string, string | undefined>> = {}) {
  const headers = {
    host: 'x',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': `__${token}`,
    ...changed,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** Sends a text and gives all that comes back before the server ends the connection. */
export async function exchange(url: string, sent: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(sent);
  return text(socket);
}
