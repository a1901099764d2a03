/** Seed of all random choices of the tests, which test/vitest.config.ts takes from `TEST_SEED` or the clock, and prints. */
export const TEST_SEED = Number(process.env['TEST_SEED']);
if (!Number.isSafeInteger(TEST_SEED)) throw new Error('TEST_SEED is no whole number');
