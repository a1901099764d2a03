import { resolve } from 'node:path';
import type { ReferencedImage } from '../domain/maintenance.ts';
import { databaseFile } from './database-file.ts';
import { isPostgresUrl } from './database-url.ts';
import { NOTHING_MOVED, nothingMoved } from './nothing-moved.ts';
import { migrateStore } from './open.ts';
import type { StoreOptions } from './options.ts';
import { expectEmptyDatabase, moveRows, type OnMoved } from './postgres/maintenance/move-target.ts';
import { type MoveSource, openMoveSource } from './sqlite/maintenance/move-source.ts';

export interface Move {
  /** A SQLite database and an empty PostgreSQL database, each as a `DATABASE_URL` names it. */
  readonly from: string;
  readonly to: string;
}

export interface Moving {
  readonly onMoved: OnMoved;
  /** Moves the images before any group that names them. */
  readonly moveImages: (images: AsyncIterable<ReferencedImage>) => Promise<void>;
  readonly postgres: StoreOptions['postgres'];
}

export interface Moved {
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
}

/**
 * Moves everything from a SQLite database to an empty PostgreSQL database, which has all of it afterwards, or nothing.
 * Throws a `StartError` where that cannot be done.
 */
export async function moveStore({ from, to }: Move, { onMoved, moveImages, postgres }: Moving): Promise<Moved> {
  if (isPostgresUrl(from))
    throw nothingMoved('what is moved must be a SQLite database, such as file:data/guildhall.db');
  if (!isPostgresUrl(to))
    throw nothingMoved('it goes to a PostgreSQL database, such as postgres://user:password@host/name');
  const source = openMoveSource(resolve(databaseFile(from)));
  try {
    await expectEmptyDatabase(to, source);
    onMoved('checking');
    expectSound(source, from);
    await migrateStore(to, { postgres, undone: NOTHING_MOVED });
    await moveImages(source.images());
    await moveRows(to, source, onMoved);
    return {
      users: source.countOf('users'),
      groups: source.countOf('groups'),
      memberships: source.countOf('memberships'),
    };
  } finally {
    source.close();
  }
}

/** Expects a source without faults, as the target is expected to be: a fault would be found there when all is moved. */
function expectSound(source: MoveSource, from: string): void {
  for (const { check, finding } of source.findings()) {
    throw nothingMoved(
      `something is wrong with ${from} (${check}: ${finding}): "npm run doctor" lists all of it, and corrects counts with --fix`,
    );
  }
}
