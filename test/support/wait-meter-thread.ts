import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const PAUSE_MS = 5;
/** Longer than any wait that is looked for; a server that has ended is given up at once. */
const PATIENCE_MS = 120_000;
/** Samples of some five minutes. The older half is dropped when there are more. */
const MAX_SAMPLES = 60_000;
/** An address of the loopback network that nobody else calls from: what others spend is not spent by it. */
const OWN_ADDRESS = '127.9.9.9';

interface Sample {
  readonly from: number;
  readonly to: number;
}

export interface AskedWindow extends Sample {
  readonly id: number;
}

export interface MeasuredWindow {
  readonly id: number;
  readonly ms: number;
}

const port: number = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const samples: Sample[] = [];
let open: AskedWindow[] = [];

const momentNow = () => performance.timeOrigin + performance.now();

parentPort?.on('message', (asked: AskedWindow) => open.push(asked));

for (;;) {
  const from = momentNow();
  await answerOrEnd(from);
  samples.push({ from, to: momentNow() });
  if (samples.length > MAX_SAMPLES) samples.splice(0, MAX_SAMPLES / 2);
  for (const asked of open.filter(({ to }) => to <= from)) {
    const measured: MeasuredWindow = { id: asked.id, ms: slowestOf(asked) };
    parentPort?.postMessage(measured);
  }
  open = open.filter(({ to }) => to > from);
  await wait(PAUSE_MS);
}

/** A connection that is closed is opened again, and the time goes on. */
async function answerOrEnd(from: number): Promise<void> {
  while (momentNow() - from < PATIENCE_MS) {
    const failure = await ask();
    if (failure === null || failure === 'ECONNREFUSED') return;
    await wait(1);
  }
}

/** Null once there is an answer, whatever it is; otherwise the code of what went wrong. */
async function ask(): Promise<string | null> {
  try {
    const options = { host: '127.0.0.1', port, path: '/nothing-here', agent, localAddress: OWN_ADDRESS };
    const request = get({ ...options, timeout: PATIENCE_MS });
    request.on('timeout', () => request.destroy());
    const [response] = await once(request, 'response');
    response.resume();
    await once(response, 'end');
    return null;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : 'UNKNOWN';
  }
}

function slowestOf({ from, to }: Sample): number {
  let slowest = 0;
  for (let at = samples.length - 1; at >= 0; at -= 1) {
    const sample = samples[at];
    if (sample === undefined || sample.to < from) break;
    if (sample.from <= to) slowest = Math.max(slowest, sample.to - sample.from);
  }
  return slowest;
}
