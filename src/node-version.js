// @ts-check
// Imported before all else, and so written for every Node that knows modules.
const LEAST = 24;

if (Number(process.versions.node.split('.')[0]) < LEAST) {
  console.error(
    `Guildhall needs Node ${LEAST} or newer, and this is Node ${process.versions.node}: install it, or let npm ci run its install scripts, which bring it along.`,
  );
  process.exit(1);
}
