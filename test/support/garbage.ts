import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Leaves in memory what is still needed, and nothing else. */
export const collectGarbage: () => void = runInNewContext('gc');
