import { describe, expect, it } from 'vitest';
import { allows, type Scope } from '../../src/domain/viewer.ts';

const viewer = (...scopes: string[]) => ({ userId: 7, scopes: new Set(scopes) });
const SCOPES: readonly Scope[] = ['room.create', 'room.read', 'room.search'];

describe('the scopes of a token', () => {
  it('limit nothing when it carries none', () => {
    expect(SCOPES.filter((scope) => allows({ userId: 7, scopes: null }, scope))).toEqual(SCOPES);
  });

  it.each([
    ['nothing', [], []],
    ['a scope', ['room.read'], ['room.read']],
    ['two scopes', ['room.read', 'room.create'], ['room.create', 'room.read']],
    ['their parent', ['room'], ['room.create', 'room.read', 'room.search']],
    ['scopes of other things', ['post', 'post.create', 'openid'], []],
    ['a child of a scope', ['room.read.members'], []],
    ['the start of a scope', ['room.', 'roo', 'room.cre'], []],
    ['another case', ['ROOM', 'Room.Read'], []],
    ['the empty scope', [''], []],
  ])('allow, with %s, what they say', (_what, scopes, allowed) => {
    expect(SCOPES.filter((scope) => allows(viewer(...scopes), scope))).toEqual(allowed);
  });
});
