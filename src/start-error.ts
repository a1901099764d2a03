/** A reason why a process cannot start, for whoever started it: one sentence with the setting and the cure. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Runs the start of a process. A `StartError` is printed without a stack trace, and ends the process. */
export async function orExit<Value>(begin: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await begin();
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    console.error(cause.message);
    process.exit(1);
  }
}

interface SystemError extends Error {
  readonly code: string;
}

/** Whether the operating system refused something; anything else that is thrown is a bug of Guildhall. */
export function isSystemError(cause: unknown): cause is SystemError {
  return cause instanceof Error && 'syscall' in cause && 'code' in cause && typeof cause.code === 'string';
}

/** Why the system refused to read or write something, and what helps. */
export interface Obstacle {
  readonly why: string;
  readonly cure: string;
}

const FORBIDDEN = { why: 'this user may not read and write it', cure: 'give it to this user' };
const NO_ROOM = { why: 'its disk is full', cure: 'make room there' };
const NO_FOLDER = { why: 'something that is no folder is in its way', cure: 'move that away' };

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { why: 'its file system is read-only', cure: 'mount it for writing' },
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  EISDIR: { why: 'a folder is in its place', cure: 'move that away' },
  ENOENT: { why: 'it is not there', cure: 'make it' },
};

/** Puts a system error into words. */
export function obstacleOf({ code }: SystemError): Obstacle {
  return OBSTACLES[code] ?? { why: `the system says ${code}`, cure: 'look into that' };
}
