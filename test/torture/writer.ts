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
  /** Whether the key of a call that was never answered may be in use until its claim ends. */
  readonly keysOutliveCalls: boolean;
}

export interface Writer {
  readonly desk: Desk;
  /** Sends one write after the other for as long as the server lives and nobody rests, or as many as are wanted. */
  work(life: Life, count?: number): Promise<void>;
  /** Sends what it has a key for once more: what was not answered, and what was. */
  repeat(life: Life): Promise<void>;
}

interface Keyed {
  readonly write: Write & { readonly action: Founding };
  readonly id: number | null;
}

export function openWriter(desk: Desk, { tokens, figures, report, keysOutliveCalls }: WriterDeps): Writer {
  const { account, random } = desk;
  /** The last create with a key; its id is null as long as it is not answered. */
  let last: Keyed | null = null;

  const send = async (life: Life, write: Write, countAs: string = write.action.kind): Promise<Delivery> => {
    account.pending = write.change;
    const delivery = await deliver(life, tokens.get(write.userId) ?? '', write.action, random);
    const { door, outcome, id, told } = delivery;
    if (outcome === 'fault') report({ check: 'fault', detail: told });
    const isAnswered = outcome === 'acknowledged' || outcome === 'refused';
    const isSettled = isAnswered || outcome === 'in flight' || outcome === 'turned away';
    countWrite(figures, countAs, door, outcome === 'acknowledged' ? outcome : isSettled ? 'refused' : 'unknown');
    if (outcome === 'in flight' && !mayBeInFlight(write)) report({ check: 'answer', detail: told });
    const wanted = { done: 'acknowledged', refused: 'refused', either: outcome }[write.expected];
    if (isAnswered && outcome !== wanted) report({ check: 'answer', detail: `it must be ${write.expected}: ${told}` });

    if (isSettled) account.pending = null;
    if (outcome !== 'acknowledged') return delivery;
    apply(account, write.change);
    if (id !== null && write.founds !== undefined) settleId(write.founds, id, told);
    if (write.change.size > 0) figures.images += imagesIn(write);
    return delivery;
  };

  /** What has been done is told again, and is never in flight. */
  const mayBeInFlight = ({ founds = '' }: Write) => keysOutliveCalls && !account.facts.has(groupKey(founds));

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
    if (isKept && action.group.idempotencyKey !== null) last = { write: { ...write, action }, id };
  };

  const repeat = async (life: Life): Promise<void> => {
    if (last === null) return;
    const { write } = last;
    if (last.id === null) {
      const { outcome, id } = await send(life, write, 'retry of an unanswered one');
      if (outcome === 'acknowledged') last = { write, id };
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
