import { setTimeout as sleep } from 'node:timers/promises';
import type { Founding } from './actions.ts';
import { type Delivery, deliver, type Life } from './delivery.ts';
import { type Desk, NO_CHANGE, type Write } from './desk.ts';
import { countWrite, type Figures } from './figures.ts';
import { type Account, apply, groupKey, standingKey, type Violation } from './ledger.ts';
import { nextWrite } from './writes.ts';

export interface WriterDeps {
  /** By user. */
  readonly tokens: ReadonlyMap<number, string>;
  readonly figures: Figures;
  readonly report: (violation: Violation) => void;
  /** Milliseconds for which the key of a call that was cut off may be in use: as long as its claim lasts. */
  readonly claimMs: number;
}

export interface Writer {
  readonly desk: Desk;
  /** Sends one write after the other for as long as the server lives and nobody rests, or as many as are wanted. */
  work(life: Life, count?: number): Promise<void>;
  /** Sends what it has a key for once more: what was not answered, and what was. */
  repeat(life: Life): Promise<void>;
  /** The same once every claim has ended, so that all is answered. */
  conclude(life: Life): Promise<void>;
}

interface Keyed {
  readonly write: Write & { readonly action: Founding };
  readonly id: number | null;
  /** The time at which its last call ended, which its claim is not younger than. */
  readonly endedAt: number;
}

export function openWriter(desk: Desk, { tokens, figures, report, claimMs }: WriterDeps): Writer {
  const { account, random } = desk;
  /** The last create with a key; its id is null as long as it is not answered. */
  let last: Keyed | null = null;

  const send = async (
    life: Life,
    write: Write,
    countAs: string = write.action.kind,
    mayBeClaimed = false,
  ): Promise<Delivery> => {
    account.pending = write.change;
    const delivery = await deliver(life, tokens.get(write.userId) ?? '', write.action, random);
    const { door, outcome, id, told } = delivery;
    if (outcome === 'fault') report({ check: 'fault', detail: told });
    const isAnswered = outcome === 'acknowledged' || outcome === 'refused';
    const isSettled = isAnswered || outcome === 'in flight' || outcome === 'turned away';
    countWrite(figures, countAs, door, outcome === 'acknowledged' ? outcome : isSettled ? 'refused' : 'unknown');
    if (outcome === 'in flight') {
      figures.claimed += 1;
      if (!mayBeClaimed) report({ check: 'answer', detail: told });
    }
    const wanted = { done: 'acknowledged', refused: 'refused', either: outcome }[write.expected];
    if (isAnswered && outcome !== wanted) report({ check: 'answer', detail: `it must be ${write.expected}: ${told}` });

    if (isSettled) account.pending = null;
    if (outcome !== 'acknowledged') return delivery;
    apply(account, write.change);
    if (id !== null && write.founds !== undefined) settleId(write.founds, id, told);
    if (write.change.size > 0) figures.images += imagesIn(write);
    return delivery;
  };

  /** Milliseconds for which the claim of a call that was cut off may go on. What has been done is told again at once. */
  const claimLeft = ({ write: { founds = '' }, endedAt }: Keyed): number =>
    account.facts.has(groupKey(founds)) ? 0 : endedAt + claimMs - Date.now();

  const settleId = (slug: string, id: number, told: string) => {
    const known = account.ids.get(slug) ?? id;
    account.ids.set(slug, id);
    if (known !== id) report({ check: 'answer', detail: `the group is ${known}: ${told}` });
  };

  const sendFirst = async (life: Life): Promise<void> => {
    const write = nextWrite(desk);
    const { outcome, id } = await send(life, write);
    const { action } = write;
    if (!('group' in action)) return;
    const isKept = outcome === 'acknowledged' || outcome === 'unknown';
    if (isKept && action.group.idempotencyKey !== null) {
      last = { write: { ...write, action }, id, endedAt: Date.now() };
    }
  };

  const repeat = async (life: Life): Promise<void> => {
    if (last === null) return;
    const { write } = last;
    if (last.id === null) {
      const { outcome, id } = await send(life, write, 'retry of an unanswered one', claimLeft(last) > 0);
      if (outcome === 'acknowledged' || outcome === 'unknown') last = { write, id, endedAt: Date.now() };
      return;
    }
    const expected = isSeenByMaker(account, write) ? 'done' : 'refused';
    const { founds: _founds, ...again } = { ...write, expected, change: NO_CHANGE } as const;
    const { outcome, id, told } = await send(life, again, 'retry of an answered one');
    if (outcome === 'acknowledged' && id !== last.id) {
      report({ check: 'answer', detail: `the group was ${last.id}: ${told}` });
    }
    const other = { ...write.action, group: { ...write.action.group, description: 'another body' } };
    if (outcome === 'acknowledged') {
      await send(life, { ...again, action: other, expected: 'refused' }, 'same key for another');
    }
  };

  return {
    desk,
    repeat,
    async conclude(life) {
      if (last !== null && last.id === null) await sleep(Math.max(0, claimLeft(last)));
      await repeat(life);
    },
    async work(life, count = Number.POSITIVE_INFINITY) {
      await repeat(life);
      const mayGoOn = () => !life.isOver && !life.isResting && account.pending === null;
      for (let sent = 0; sent < count && mayGoOn(); sent += 1) await sendFirst(life);
    },
  };
}

/** A repeated create is refused to who may not see its group any more, and when that was deleted. */
function isSeenByMaker({ facts }: Account, { userId, founds = '' }: Write): boolean {
  const group = facts.get(groupKey(founds));
  if (group === undefined || typeof group === 'string') return false;
  const standing = facts.get(standingKey(founds, userId));
  if (standing !== undefined && standing !== 'INVITED' && standing !== 'REQUESTED') return true;
  return group.active && (group.visible || standing === 'INVITED');
}

function imagesIn({ action }: Write): number {
  if ('changes' in action) return action.changes.picture ? 1 : 0;
  if (!('group' in action)) return 0;
  return Number(action.group.picture !== null) + Number(action.group.cover !== null);
}
