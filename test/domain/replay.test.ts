import { describe, expect, it } from 'vitest';
import type { Group, ViewedGroup } from '../../src/domain/group.ts';
import type { IdempotentWrite } from '../../src/domain/group-writes.ts';
import { earlierAnswer, type RememberedAnswer, rememberedGroup } from '../../src/domain/replay.ts';

const MADE = new Date('2026-03-04T12:00:00.123Z');
const LATER = new Date('2026-03-05T12:00:00Z');

const group: Group = {
  id: 1,
  kind: 'GROUP',
  name: 'Cats',
  slug: 'cats',
  description: '',
  color: null,
  privacy: 'PUBLIC',
  visible: true,
  active: true,
  verified: false,
  country: null,
  hideJoinButton: false,
  image: null,
  coverImage: null,
  coverImagePosition: 50,
  subscribersCount: 1,
  createdAt: MADE,
  lastActivityAt: MADE,
  privateToken: 'first secret',
  createdById: 1,
  managedById: 1,
};

const now: ViewedGroup = {
  ...group,
  name: 'Dogs',
  description: 'changed',
  privacy: 'PRIVATE',
  subscribersCount: 9,
  lastActivityAt: LATER,
  privateToken: 'second secret',
  managedById: 2,
  viewerMembership: { status: 'SUBSCRIBED', admin: true },
};

const write: IdempotentWrite = { key: 'key', operation: 'createGroup', fingerprint: 'cats', forgetBefore: MADE };
const kept: RememberedAnswer = { fingerprint: 'cats', createdAt: MADE, answer: rememberedGroup(group) };

describe('what a repeated write is answered', () => {
  it('is the group as it was first told, with the people, the counts and the visibility of now', () => {
    const { privacy, subscribersCount, privateToken, managedById, viewerMembership } = now;

    expect(earlierAnswer(kept, write, now)).toEqual({
      outcome: 'replayed',
      group: { ...group, privacy, subscribersCount, privateToken, managedById, viewerMembership },
    });
  });

  it('survives JSON, without the secret that the group had', () => {
    const json = JSON.stringify(kept.answer);

    expect(json).not.toContain('secret');
    expect(earlierAnswer({ ...kept, answer: JSON.parse(json) }, write, now)).toEqual(earlierAnswer(kept, write, now));
  });

  it('was last active when it was made, where an answer of the first release does not say', () => {
    const { lastActivityAt: _unsaid, ...answer } = kept.answer;

    expect(earlierAnswer({ ...kept, answer }, write, now)).toMatchObject({ group: { lastActivityAt: MADE } });
  });

  it.each<[string, ViewedGroup | null]>([
    ['is gone', null],
    ['is hidden from the viewer by now', { ...now, visible: false, viewerMembership: null }],
  ])('is that there is none, when the group %s', (_what, group) => {
    const refusal = { code: 'NOT_FOUND', kind: 'group' };

    expect(earlierAnswer(kept, write, group)).toEqual({ outcome: 'refused', refusal });
  });

  it('is that the key was used, for another body', () => {
    expect(earlierAnswer(kept, { ...write, fingerprint: 'dogs' }, now)).toEqual({ outcome: 'key_reused' });
  });

  it('is nothing when the key is forgotten, whatever the body', () => {
    const forgetBefore = new Date(MADE.getTime() + 1);

    expect(earlierAnswer(kept, { ...write, forgetBefore }, now)).toBeNull();
    expect(earlierAnswer(kept, { ...write, forgetBefore, fingerprint: 'dogs' }, now)).toBeNull();
  });
});
