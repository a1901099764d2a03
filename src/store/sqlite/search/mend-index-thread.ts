import { parentPort, workerData } from 'node:worker_threads';
import { mendSearchIndex } from './mend-index.ts';

// One thread for each time: it runs long, and may be ended in between. See search-health.ts, which starts it.
parentPort?.postMessage(mendSearchIndex(workerData.database, workerData.fault));
