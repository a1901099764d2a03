import type { Images } from './images.ts';
import type { Mailer } from './mail.ts';
import type { Store } from './store.ts';

/** Everything that operations need from outside the domain, wired once in app.ts for all requests. */
export interface SharedDeps {
  readonly store: Store;
  readonly images: Images;
  readonly mailer: Mailer;
  /** Mails that one user may order on one day. */
  readonly mailsPerDay: number;
  /** Requests to join that may wait for an answer, of each group. */
  readonly maxJoinRequests: number;
  /** Makes a random text that nobody can guess. */
  readonly newToken: () => string;
  readonly now: () => Date;
  /** Turns text in any script into ASCII. */
  readonly transliterate: (text: string) => string;
  /** Makes a digest that is equal for equal content and for no other. */
  readonly digest: (content: string | Uint8Array) => string;
  /** The issuer whose subjects name users at the rooms door; null when OpenID tokens are not accepted. */
  readonly openIdIssuer: string | null;
  /** Whether callers without a token may read what is public. */
  readonly anonymousRead: boolean;
}

/** The dependencies of one request's operations. */
export interface Deps extends SharedDeps {
  /** Whether the client has gone, so that nobody waits for the answer. */
  readonly isAbandoned: () => boolean;
}
