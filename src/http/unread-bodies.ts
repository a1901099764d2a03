import type { ServerResponse } from 'node:http';

/** Bytes of a body that are thrown away once its request has been answered. Then its connection is cut. */
const MAX_BYTES = 32 * 2 ** 20;
/** Milliseconds for which they are. */
const MAX_MS = 5_000;

/**
 * Lets a client that is still sending its body read the answer: the rest of the body is read and thrown away, within
 * bounds, before the connection is closed (the staged close of RFC 9112, 9.6). Node would close it at once, upon which
 * the kernel resets it, and what the client has not read by then is lost. To be called before the answer is sent.
 */
export function discardUnreadBody(response: ServerResponse): void {
  const { req: request, socket } = response;
  if (request.complete || socket === null || socket.destroyed) return;
  let isLastAnswer = false;
  // What Node calls after the last answer on a connection.
  socket.destroySoon = () => {
    isLastAnswer = true;
    socket.end();
  };

  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) socket.destroy();
  };
  const cut = setTimeout(() => socket.destroy(), MAX_MS).unref();
  const stop = () => clearTimeout(cut);
  const end = () => {
    stop();
    socket.off('close', stop);
    Reflect.deleteProperty(socket, 'destroySoon');
    if (isLastAnswer) socket.destroySoon();
  };
  socket.once('close', stop);
  // A form's parser may have left it paused.
  request.unpipe().on('data', count).once('end', end).resume();
}
