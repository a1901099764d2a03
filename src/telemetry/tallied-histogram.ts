import { Histogram, type HistogramConfiguration } from 'prom-client';

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Number of values in each bucket alone; values beyond all of them are in `count` only. */
  readonly inBuckets: number[];
  count: number;
  sum: number;
}

type Configuration = Required<
  Pick<HistogramConfiguration<string>, 'name' | 'help' | 'labelNames' | 'buckets' | 'registers'>
>;

/**
 * A histogram that counts by itself and converts to prom-client's form when asked. prom-client's `observe` checks and
 * joins the labels of every value, which takes as long as an SQL statement.
 */
export class TalliedHistogram extends Histogram {
  readonly #configuration: Configuration;
  readonly #series = new Map<string, Series>();

  constructor(configuration: Configuration) {
    super(configuration);
    this.#configuration = configuration;
    if (configuration.labelNames.length === 0) this.#seriesOf([]);
  }

  /** Counts a value. The values of its labels are in the order of their names. */
  tally(value: number, ...labels: readonly string[]): void {
    const series = this.#seriesOf(labels);
    series.count += 1;
    series.sum += value;
    const bucket = this.#configuration.buckets.findIndex((bound) => value <= bound);
    if (bucket !== -1) series.inBuckets[bucket] = (series.inBuckets[bucket] ?? 0) + 1;
  }

  /** Called by the registry and `get`. */
  async getForPromString() {
    const { name, help } = this.#configuration;
    const values = [...this.#series.values()].flatMap((series) => this.#told(series));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }

  #seriesOf(labels: readonly string[]): Series {
    const key = labels.join('\n');
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const { labelNames, buckets } = this.#configuration;
    const series = {
      labels: Object.fromEntries(labelNames.map((name, index) => [name, labels[index] ?? ''])),
      inBuckets: buckets.map(() => 0),
      count: 0,
      sum: 0,
    };
    this.#series.set(key, series);
    return series;
  }

  /** Prometheus' buckets include all smaller ones. */
  #told({ labels, inBuckets, count, sum }: Series) {
    const { name, buckets } = this.#configuration;
    let upTo = 0;
    const bounded = buckets.map((bound, index) => {
      upTo += inBuckets[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le: bound }, sharedLabels: labels, value: upTo };
    });
    return [
      ...bounded,
      { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels: labels, value: count },
      { metricName: `${name}_sum`, labels: {}, sharedLabels: labels, value: sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels: labels, value: count },
    ];
  }
}
