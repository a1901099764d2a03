import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The response that a connection is busy with; null between requests. Node keeps it in a private field. */
export function answerOn(socket: Socket): ServerResponse | null {
  const answer: unknown = Reflect.get(socket, '_httpMessage');
  return answer instanceof ServerResponse ? answer : null;
}

/** Bytes that the kernel has taken. `bytesWritten` also counts those that still wait in memory. */
export function bytesTaken(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return 0;
  return Number(Reflect.get(handle, 'bytesWritten')) - Number(Reflect.get(handle, 'writeQueueSize'));
}
