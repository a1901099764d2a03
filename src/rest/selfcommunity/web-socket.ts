import type { IncomingHttpHeaders } from 'node:http';
import type { PresentedCredentials } from '../../http/credentials.ts';
import type { DialectWebSocket } from '../dialect.ts';
import { encodeWebSocketRefusal } from './errors.ts';

/** Text that the vendor's client sends every 5 s. When three are not sent back, it hangs up for good. */
const HEARTBEAT = '--1a61c1de89b75ddfbb684b8d224ee3ae--';

/** The vendor's websocket for notifications. None are sent: its clients connect, and hear their heartbeat alone. */
export const webSocket: DialectWebSocket = {
  path: '/ws/notify',
  credentials: subProtocolCredentials,
  replyTo: (text) => (text === HEARTBEAT ? HEARTBEAT : null),
  encodeRefusal: encodeWebSocketRefusal,
};

/** Reads the token out of the sub-protocol, which is all that a page can add to a handshake. */
function subProtocolCredentials({ 'sec-websocket-protocol': offered }: IncomingHttpHeaders): PresentedCredentials {
  if (offered === undefined) return { kind: 'none' };
  const token = /^__([\w.~+-]+)$/.exec(offered)?.[1];
  return token === undefined ? { kind: 'unreadable' } : { kind: 'token', token, clientId: null };
}
