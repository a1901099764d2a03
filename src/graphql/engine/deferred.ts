/** Reads the values of keys. */
export interface Batch<Key, Value> {
  /** Reads the value of a key, for whoever awaits it by itself. */
  load(key: Key): Promise<Value>;
  /** Reads the values of many keys at once, without those of keys that have none. */
  loadAll(keys: ReadonlySet<Key>): Promise<ReadonlyMap<Key, Value>>;
}

/**
 * A value that a resolver refers to by its key. Whoever awaits it gets it; compiled execution gathers all that it meets,
 * and reads them together once nothing else is awaited, which spares a promise for each.
 */
export class Deferred<Key, Value> implements PromiseLike<Value> {
  readonly key: Key;
  readonly batch: Batch<Key, Value>;

  constructor(key: Key, batch: Batch<Key, Value>) {
    this.key = key;
    this.batch = batch;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is awaited.
  then<Fulfilled = Value, Rejected = never>(
    fulfilled?: ((value: Value) => Fulfilled | PromiseLike<Fulfilled>) | null,
    rejected?: ((cause: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.batch.load(this.key).then(fulfilled, rejected);
  }
}
