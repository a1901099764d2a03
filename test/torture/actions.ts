import type { Answer } from '../support/requests.ts';
import type { Picture } from './pictures.ts';

export interface NewGroup {
  readonly name: string;
  /** Null to have it made from the name. */
  readonly slug: string | null;
  readonly description: string;
  readonly privacy: 'PUBLIC' | 'PRIVATE';
  readonly visible: boolean;
  readonly inviteUserIds: readonly number[];
  readonly picture: Picture | null;
  readonly cover: Picture | null;
  readonly idempotencyKey: string | null;
}

/** What is left out stays as it is. */
export interface Changes {
  readonly name?: string;
  readonly description?: string;
  /** Together with `visible`. */
  readonly privacy?: 'PUBLIC' | 'PRIVATE';
  readonly visible?: boolean;
  readonly picture?: Picture | null;
}

export interface Target {
  readonly id: number;
  readonly kind: 'GROUP' | 'PAGE';
}

export type Founding = {
  readonly kind: 'create' | 'request page';
  readonly group: NewGroup;
};

export type GroupAction = { readonly to: Target } & (
  | { readonly kind: 'update'; readonly changes: Changes }
  | { readonly kind: 'join'; readonly asks: boolean }
  | { readonly kind: 'leave' | 'delete' }
  | {
      readonly kind: 'invite' | 'cancel invitation' | 'approve' | 'reject' | 'add' | 'remove';
      readonly userIds: readonly number[];
    }
  | { readonly kind: 'set role'; readonly userId: number; readonly role: 'ADMIN' | 'MEMBER' }
  | { readonly kind: 'transfer'; readonly userId: number }
  | { readonly kind: 'review'; readonly approve: boolean }
);

/** A write that any of the doors may be asked for. */
export type Action = Founding | GroupAction;

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: FormData | URLSearchParams;
}

export interface WritingDoor {
  /** Null where this door has no words for it. */
  encode(action: Action): Call | null;
  /** Only of answers that are no faults. */
  isDone(answer: Answer): boolean;
  /** Id of the group that a founding has made. */
  idIn(answer: Answer): number;
}
