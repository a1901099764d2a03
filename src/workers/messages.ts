import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import { z } from 'zod';

/** The metrics of one process, as prom-client gives and adds them. */
export type Figures = readonly MetricObjectWithValues<MetricValue<string>>[];

/** What a worker tells the primary process. */
export const fromWorker = z.union([
  z.object({ address: z.string() }).describe('It is open.'),
  z.object({ scrape: z.number() }).describe('It is asked for the metrics of all.'),
  z.object({ figures: z.custom<Figures>(Array.isArray), of: z.number() }).describe('Its own metrics, as it was asked.'),
]);

/** What the primary process tells a worker. */
export const fromPrimary = z.union([
  z.object({ tell: z.number() }).describe('Asks for its own metrics.'),
  z
    .object({ metrics: z.string().nullable(), of: z.number() })
    .describe('The metrics of all, as it asked; null for none.'),
]);

export type FromWorker = z.infer<typeof fromWorker>;
export type FromPrimary = z.infer<typeof fromPrimary>;
