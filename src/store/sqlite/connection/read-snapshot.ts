import Sqlite from 'better-sqlite3';

/** The state of the database that all reads in one turn of the event loop see. */
export interface Snapshot {
  /** Must be called before each read. Within a transaction, the read sees that transaction. */
  begin(): void;
  /** Must be called before a transaction, and before the database is closed. */
  end(): void;
}

/**
 * Puts all reads in the same turn of the event loop into one transaction. Each by itself would lock the database and
 * unlock it again, which takes a third of the time of a short read: W3 +12 % answers, -10 % processor time (2026-11-30).
 *
 * All requests answered in a turn had arrived when it began, so that none can know of a write that the snapshot does not
 * hold, not even one of another process. A read after a transaction comes late in its turn: its snapshot ends with the
 * current operation, and does not last into the next turn.
 */
export function snapshotOfTheTurn(client: Sqlite.Database): Snapshot {
  const begin = client.prepare('begin');
  const commit = client.prepare('commit');
  const rollback = client.prepare('rollback');
  let open = false;
  let late = false;

  const close = (): void => {
    if (!open) return;
    open = false;
    try {
      // Some faults end the transaction themselves.
      if (client.inTransaction) commit.run();
    } catch (cause) {
      // A read of this turn met the same fault and threw it. Nothing was written that could be lost.
      if (!(cause instanceof Sqlite.SqliteError)) throw cause;
      if (client.inTransaction) rollback.run();
    }
  };
  return {
    begin() {
      if (open || client.inTransaction) return;
      begin.run();
      open = true;
      if (late) process.nextTick(close);
      else setImmediate(close);
    },
    end() {
      close();
      late = true;
      setImmediate(() => {
        late = false;
      });
    },
  };
}
