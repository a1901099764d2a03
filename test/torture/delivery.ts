import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, send } from '../support/requests.ts';
import type { Action, Call, WritingDoor } from './actions.ts';
import { graphqlDoor } from './graphql-door.ts';
import type { Random } from './random.ts';
import { roomsDoor } from './rooms-door.ts';
import { selfCommunityDoor } from './selfcommunity-door.ts';

const DOORS: Readonly<Record<string, WritingDoor>> = {
  graphql: graphqlDoor,
  selfcommunity: selfCommunityDoor,
  rooms: roomsDoor,
};
/** How the doors say that the first call with a key is still running. */
const IN_FLIGHT = /idempotency_in_flight|Idempotency-Key is still running/i;
const ANSWER_WITHIN_MS = 120_000;

/** One life of a server, as its writers see it. */
export interface Life {
  readonly url: string;
  /** It was told to end, and may turn calls away from now on. */
  isEnding: boolean;
  /** Its database is away, or was a moment ago: it may answer 503 with Retry-After. */
  isCutOff: boolean;
  /** Nobody begins another write. */
  isResting: boolean;
  isOver: boolean;
}

export function newLife(url: string): Life {
  return { url, isEnding: false, isCutOff: false, isResting: false, isOver: false };
}

export interface Delivery {
  readonly door: string;
  /**
   * `unknown`: without an answer, or 503 while the database is away. `turned away`: by a server that was ending. `in flight`: another call
   * with its key is said to be running. `fault`: what must never be.
   */
  readonly outcome: 'acknowledged' | 'refused' | 'in flight' | 'turned away' | 'unknown' | 'fault';
  /** Id of the group that was made. */
  readonly id: number | null;
  /** For people. */
  readonly told: string;
}

/** Sends a write through any of the doors that have words for it. */
export async function deliver(life: Life, token: string, action: Action, random: Random): Promise<Delivery> {
  const { name, door, call } = random.pick(waysFor(action));
  const answer = await answerTo(life, call, token);
  const outcome = outcomeOf(life, door, answer);
  const isFounding = 'group' in action;
  return {
    door: name,
    outcome,
    id: isFounding && outcome === 'acknowledged' && typeof answer === 'object' ? door.idIn(answer) : null,
    told: `${action.kind} at ${call.method} ${call.path}: ${toldOf(answer)}`,
  };
}

function waysFor(action: Action): { readonly name: string; readonly door: WritingDoor; readonly call: Call }[] {
  return Object.entries(DOORS).flatMap(([name, door]) => {
    const call = door.encode(action);
    return call === null ? [] : [{ name, door, call }];
  });
}

/** `late` when there is none in time, though the server lives; `none` when it is cut off. */
async function answerTo(life: Life, call: Call, token: string): Promise<Answer | 'late' | 'none'> {
  const inTime = new AbortController();
  const late = sleep(ANSWER_WITHIN_MS, 'late' as const, { signal: inTime.signal }).catch(() => 'none' as const);
  const first = await Promise.race([sendOnceOpen(life, call, token), late]);
  inTime.abort();
  return first;
}

async function sendOnceOpen(life: Life, { path, ...call }: Call, token: string): Promise<Answer | 'none'> {
  for (;;) {
    try {
      return await send(`${life.url}${path}`, { ...call, token });
    } catch (cause) {
      if (life.isOver || !isUnopened(cause)) return 'none';
      await sleep(5);
    }
  }
}

function isUnopened(cause: unknown): boolean {
  const reason = cause instanceof Error ? cause.cause : null;
  return reason instanceof Error && 'code' in reason && reason.code === 'ECONNREFUSED';
}

function outcomeOf(life: Life, door: WritingDoor, answer: Answer | 'late' | 'none'): Delivery['outcome'] {
  if (answer === 'late') return 'fault';
  // Nothing but a kill cuts off an answer.
  if (answer === 'none') return life.isOver || life.isEnding ? 'unknown' : 'fault';
  if (answer.status === 503 && life.isEnding) return 'turned away';
  if (answer.status === 503 && life.isCutOff && answer.headers.has('retry-after')) return 'unknown';
  if (answer.status >= 500 || answer.body?.errors?.[0]?.extensions?.code === 'INTERNAL_SERVER_ERROR') return 'fault';
  if (IN_FLIGHT.test(JSON.stringify(answer.body))) return 'in flight';
  return door.isDone(answer) ? 'acknowledged' : 'refused';
}

function toldOf(answer: Answer | 'late' | 'none'): string {
  if (answer === 'late') return `no answer in ${ANSWER_WITHIN_MS} ms`;
  if (answer === 'none') return 'the connection was cut off';
  return `${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`;
}
