import { parentPort, workerData } from 'node:worker_threads';
import { mendSearchIndex } from './mend-index.ts';

// A thread of index-health.ts, one for each mending: it runs long, and may be ended in between.
parentPort?.postMessage(mendSearchIndex(workerData.database, workerData.fault));
