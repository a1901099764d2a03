export interface NotedReads {
  /** The same value, of which every field that somebody reads is noted. */
  readonly noted: unknown;
  /** Paths of the fields that nobody has read. */
  unread(): string[];
}

/** Finds the fields of a value that whoever is given it does not know. */
export function withNotedReads(value: object): NotedReads {
  const unread = new Set(pathsIn(value, ''));

  const note = (inner: unknown, path: string): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    return new Proxy(inner, {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver);
        if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return found;
        unread.delete(`${path}/${name}`);
        return note(found, `${path}/${name}`);
      },
    });
  };
  return { noted: note(value, ''), unread: () => [...unread] };
}

function pathsIn(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [`${path}/${name}`, ...pathsIn(inner, `${path}/${name}`)]);
}
