import { loadFast } from './load-fast.ts';

// Not a static import: that would be resolved before anything could be done about it.
loadFast();
const { serve } = await import('./serve.ts');
await serve();
