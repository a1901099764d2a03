/**
 * Why this version must leave a database alone, in words that follow its name; null for one that it may use. `applied`
 * are the hashes of the migrations that have run on it, and `known` those of this version, oldest first.
 */
export function whyNotOurs(applied: ReadonlySet<string>, known: readonly string[]): string | null {
  const foreign = [...applied].filter((hash) => !known.includes(hash)).length;
  if (foreign === applied.size && foreign > 0) {
    return 'belongs to another program: it has migrations, and none of Guildhall';
  }
  if (foreign > 0) {
    return `belongs to a newer version: ${foreign} of its migrations ${foreign === 1 ? 'is' : 'are'} not of this one`;
  }
  const isGap = known.slice(0, applied.size).some((hash) => !applied.has(hash));
  return isGap ? 'is damaged: it lacks migrations that come before others of it' : null;
}
