/** The file that a `DATABASE_URL` names; `file:data/a.db` is relative to the working directory. */
export function databaseFile(databaseUrl: string): string {
  return decodeURI(databaseUrl.replace(/^file:(\/\/)?/, ''));
}
