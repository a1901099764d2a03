import { collectGarbage } from '../support/garbage.ts';

// Loaded into the server beside it: what of its heap is still needed can be told from inside alone.
process.on('SIGUSR2', () => {
  collectGarbage();
  console.log(`heap ${process.memoryUsage().heapUsed}`);
});
