/**
 * Runs a pure function that asks whether texts are taken. What it asks is looked up after it has run, and it runs again
 * until it has asked nothing new: a dozen look-ups at most where thousands are taken.
 */
export async function withProbes<Value>(
  decide: (isTaken: (text: string) => boolean) => Value,
  lookUp: (texts: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Value> {
  const known = new Map<string, boolean>();
  for (;;) {
    const asked: string[] = [];
    const value = decide((text) => {
      const isTaken = known.get(text);
      if (isTaken === undefined) asked.push(text);
      return isTaken ?? false;
    });
    if (asked.length === 0) return value;
    const taken = await lookUp(asked);
    for (const text of asked) known.set(text, taken.has(text));
  }
}
