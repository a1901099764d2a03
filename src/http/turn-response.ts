import { type IncomingMessage, ServerResponse } from 'node:http';
import { discardUnreadBody } from './unread-bodies.ts';

const MOMENT_MS = 2;

let ended: { readonly send: () => void }[] = [];
let firstEndedAt = 0;

/**
 * A response that is written at the end of its turn of the event loop, together with all that have ended by then. Those
 * that come two milliseconds after the first of them do not wait for more.
 *
 * Through nginx with 64 connections: R3 +16 %, W3 +8 % answers; with one connection R3 -10 %, W3 -4 % (2026-11-30).
 *
 * A reader on the same machine, such as a proxy, is woken by an answer, which takes a third of the time of a short one.
 * When the next answer is written right after it, the reader is still awake.
 */
export class TurnResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  #isEnded = false;

  static {
    // Node's types declare it as a property, which an accessor may not override.
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

  /** Writes one response; its failure does not stop the others. */
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
