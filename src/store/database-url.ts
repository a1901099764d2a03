/** Whether a `DATABASE_URL` names a PostgreSQL database; others name a SQLite file. */
export function isPostgresUrl(databaseUrl: string): boolean {
  return /^postgres(ql)?:\/\//i.test(databaseUrl);
}

/** A PostgreSQL database as people are told it: without user and password. */
export function postgresLocation(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `${hostname}${port && `:${port}`}${decodeURI(pathname)}`;
}
