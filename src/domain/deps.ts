import type { Images } from './images.ts';
import type { Mailer } from './mail.ts';
import type { Store } from './store.ts';

/** What every operation may need of the outside, whoever asks; wired once, in app.ts. */
export interface SharedDeps {
  readonly store: Store;
  readonly images: Images;
  readonly mailer: Mailer;
  /** Mails that one user may order on one day. */
  readonly mailsPerDay: number;
  /** Requests to join that may wait for an answer, of each group. */
  readonly maxJoinRequests: number;
  /** Random, and more than anyone can guess. */
  readonly newToken: () => string;
  readonly now: () => Date;
  /** Text in any script to ASCII. */
  readonly transliterate: (text: string) => string;
  /** Equal for equal content, and for no other. */
  readonly digest: (content: string | Uint8Array) => string;
  /** The issuer whose subjects name users at the rooms door; null when no OpenID tokens are accepted. */
  readonly openIdIssuer: string | null;
  /** Whether callers without a token may read what is public. */
  readonly anonymousRead: boolean;
  /** Idempotent writes that have begun and not ended in this process. */
  readonly inFlight: Set<string>;
}

/** The same for one request. */
export interface Deps extends SharedDeps {
  /** Whether whoever asked has gone, so that nobody waits for the answer. */
  readonly isAbandoned: () => boolean;
}
