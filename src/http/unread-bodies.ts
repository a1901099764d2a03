import type { ServerResponse } from 'node:http';

/** Bytes of a body that are read and dropped once its request has been answered. Beyond, the connection is cut. */
const MAX_BYTES = 32 * 2 ** 20;
/** Milliseconds for which the rest of a body is read and dropped. */
const MAX_MS = 5_000;

/**
 * Lets a client that is still sending its body read the answer: reads and drops the rest of the body, within bounds,
 * before the connection is closed (the staged close of RFC 9112, 9.6). Node would close it at once; the kernel then
 * resets it, and the client loses what it has not read. Must be called before the answer is sent.
 */
export function discardUnreadBody(response: ServerResponse): void {
  const { req: request, socket } = response;
  // A request without a body has ended when it comes, maybe before Node says that it is complete.
  if (request.complete || request.readableEnded || socket === null || socket.destroyed) return;
  let isLastAnswer = false;
  // Node calls this after the last answer on a connection.
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
