/** Microseconds of processor time that an answer takes. */
export interface Cost {
  readonly instance: number;
  readonly database: number;
}

/** What instances reach that have a machine each, and a database server that has one. */
export interface Reach {
  /** Answers a second of one instance: it is one process, and uses one core. */
  readonly instance: number;
  /** Answers a second of the database server, with all its cores. */
  readonly database: number;
  /** Instances that keep it busy: each one until then adds as many answers as the first. */
  readonly instances: number;
}

export function reachOf({ instance, database }: Cost, cores: number): Reach {
  return {
    instance: 1e6 / instance,
    database: (cores * 1e6) / database,
    instances: (cores * instance) / database,
  };
}

/** Instances whose connections a database server takes, with one more for the time of a start. */
export function instancesWithin(maxConnections: number, connectionsEach: number): number {
  return Math.floor((maxConnections - 1) / connectionsEach);
}
