import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Dear, get, graphql, scenario } from './dear.ts';
import type { Hall } from './hall.ts';
import { type Answer, freshAddress, type Sendable, send } from './send.ts';

/** What is dear about them is that they stay: point 9 of the issue. */
const HELD_MS = 12_000;
const BYTES_ANNOUNCED = 8_388_000;
const SLOW_READERS = 60;
const READ_AT_ONCE = 1_024;
const READ_EVERY_MS = 8_000;
const SILENT = 5_000;

/** A connection that nobody waits for the end of; what becomes of it is the server's to decide. */
function hold(hall: Hall, localAddress: string): Socket {
  const socket = connect({ port: hall.port, host: '127.0.0.1', localAddress });
  socket.on('error', () => socket.destroy());
  return socket;
}

/** 20 KiB of an honest caller, which have to be read all the same. */
const other = (): Sendable => graphql('{ viewer { id } }', { text: 'x'.repeat(20 * 1_024) });

/** Holds connections for a while, lets somebody else ask amid it, and lets go. */
function held(
  name: string,
  open: (hall: Hall) => Promise<readonly Socket[]>,
  ask: () => Sendable,
  onSmallHeap = false,
): Dear {
  const prepare = async (hall: Hall) => async () => {
    const sockets = await open(hall);
    await wait(HELD_MS / 2);
    const answer = await send(hall.port, ask());
    await wait(HELD_MS / 2);
    const answers = sockets.map((socket): Answer => {
      const status = socket.destroyed || socket.readableEnded ? 'cut off' : 'hung up';
      socket.destroy();
      return { status, bytes: socket.bytesRead, ms: HELD_MS };
    });
    return { answers, other: answer };
  };
  return scenario(9, name, prepare, { onSmallHeap });
}

/** Announces a large body, and sends a byte of it every second. */
async function slowSenders(hall: Hall, count: number, addresses: number): Promise<readonly Socket[]> {
  const from = Array.from({ length: addresses }, freshAddress);
  return Array.from({ length: count }, (_, n) => {
    const socket = hold(hall, from[n % addresses] ?? '127.0.0.1');
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${BYTES_ANNOUNCED}\r\n\r\n{`;
    socket.write(head);
    socket.resume();
    const drip = setInterval(() => socket.writable && socket.write(' '), 1_000);
    socket.once('close', () => clearInterval(drip));
    return socket;
  });
}

/** Asks for some megabytes, and takes a little of them every few seconds. */
async function slowReaders(hall: Hall, answer: Sendable): Promise<readonly Socket[]> {
  return Array.from({ length: SLOW_READERS }, () => {
    const socket = hold(hall, freshAddress());
    socket.pause();
    const head = `${answer.method} ${answer.path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${answer.body?.length ?? 0}\r\n\r\n`;
    socket.write(head);
    if (answer.body) socket.write(answer.body);
    const sip = setInterval(() => socket.read(READ_AT_ONCE), READ_EVERY_MS);
    socket.once('close', () => clearInterval(sip));
    return socket;
  });
}

async function silent(hall: Hall, count: number): Promise<readonly Socket[]> {
  const localAddress = freshAddress();
  const sockets: Socket[] = [];
  // In parts, so that the queue of those who wait to be accepted has room.
  while (sockets.length < count) {
    sockets.push(
      ...Array.from({ length: Math.min(200, count - sockets.length) }, () => hold(hall, localAddress).resume()),
    );
    await wait(30);
  }
  return sockets;
}

const largeAnswer = graphql(`{ groups(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {
  nodes { ${Array.from({ length: 15 }, (_, n) => `a${n}: description`).join(' ')} } } }`);

export const dearConnections: readonly Dear[] = [
  held(
    '40 bodies of 8 MB, a byte a second, of five addresses; another’s 20 KiB',
    (hall) => slowSenders(hall, 40, 5),
    other,
  ),
  held(
    '40 bodies of 8 MB, a byte a second, of 40 addresses; another’s 20 KiB',
    (hall) => slowSenders(hall, 40, 40),
    other,
  ),
  held(
    '60 slow readers of 3 MB each; another’s read',
    (hall) => slowReaders(hall, largeAnswer),
    () => get('/api/v2/group/1/'),
    true,
  ),
  held(
    '5,000 silent connections of one address; another’s read',
    (hall) => silent(hall, SILENT),
    () => get('/api/v2/group/1/'),
  ),
];
