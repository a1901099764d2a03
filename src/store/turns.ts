/** A queue that gives one item of each asker in turn. */
export function turns<Item>() {
  const lines = new Map<unknown, Item[]>();
  let size = 0;
  return {
    size: () => size,
    add(asker: unknown, item: Item): void {
      const line = lines.get(asker);
      if (line === undefined) lines.set(asker, [item]);
      else line.push(item);
      size += 1;
    },
    next(): Item | undefined {
      const [first] = lines;
      if (first === undefined) return undefined;
      const [asker, line] = first;
      const item = line.shift();
      lines.delete(asker);
      if (line.length > 0) lines.set(asker, line);
      size -= 1;
      return item;
    },
  };
}
