export type NodeType = 'Group' | 'User';

/** Characters of the longest global id: `Group:` and 16 digits, as base64. */
const MAX_LENGTH = 32;

export interface GlobalId {
  readonly type: NodeType;
  readonly id: number;
}

export function encodeGlobalId(type: NodeType, id: number): string {
  return btoa(`${type}:${id}`);
}

/** Decodes a global id; null for a text that is none. */
export function decodeGlobalId(text: string): GlobalId | null {
  if (text.length > MAX_LENGTH) return null;
  const [, type, id] = /^(Group|User):([1-9]\d{0,15})$/.exec(Buffer.from(text, 'base64').toString('latin1')) ?? [];
  if (type !== 'Group' && type !== 'User') return null;
  const decoded = { type, id: Number(id) } as const;
  return encodeGlobalId(decoded.type, decoded.id) === text ? decoded : null;
}

/** The id inside a global id of one type; null for anything else. */
export function idOf(type: NodeType, text: string): number | null {
  const decoded = decodeGlobalId(text);
  return decoded?.type === type ? decoded.id : null;
}
