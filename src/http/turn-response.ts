import { type IncomingMessage, ServerResponse } from 'node:http';
import { discardUnreadBody } from './unread-bodies.ts';

const MOMENT_MS = 2;

let ended: { readonly send: () => void }[] = [];
let firstEndedAt = 0;

/**
 * A response that leaves once all is done that the same turn of the event loop has to do, with all others that have
 * ended by then; those that are two milliseconds behind the first of them do not wait for more.
 *
 * Through nginx with 64 connections: R3 +16 %, W3 +8 % answers; with one connection R3 -10 %, W3 -4 % (2026-11-30).
 *
 * Whoever waits for an answer on the same machine, as a proxy does, is woken by it, which takes a third of the time of a
 * short answer. When one answer is written right after another, its reader is still awake.
 */
export class TurnResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  #isEnded = false;

  static {
    // Node's types have it as a property, which no accessor may take the place of.
    Object.defineProperty(TurnResponse.prototype, 'writableEnded', {
      get(this: TurnResponse) {
        return this.#isEnded;
      },
    });
  }

  override end(...given: unknown[]): this {
    if (this.#isEnded) return this;
    this.#isEnded = true;
    const now = performance.now();
    if (ended.push({ send: () => this.#send(given) }) === 1) {
      firstEndedAt = now;
      setImmediate(sendEnded);
    } else if (now - firstEndedAt > MOMENT_MS) {
      sendEnded();
    }
    return this;
  }

  /** What cannot be written is nobody else's loss. */
  #send(given: unknown[]): void {
    try {
      if (!this.req.complete) discardUnreadBody(this);
      Reflect.apply(super.end, this, given);
    } catch (cause) {
      this.destroy(cause instanceof Error ? cause : new Error('an answer could not be written', { cause }));
    }
  }
}

function sendEnded(): void {
  const together = ended;
  ended = [];
  for (const { send } of together) send();
}
