import type { ImageRole } from './images.ts';

export interface Finding {
  /** The name of the check that found it. */
  readonly check: string;
  readonly finding: string;
}

export interface ReferencedImage {
  readonly groupId: number;
  readonly role: ImageRole;
  readonly key: string;
}

/** Reads a database or a copy of it. Lists are read as they are asked for, so that a million entries need no memory. */
export interface DatabaseReader {
  countGroups(): Promise<number>;
  /** Every image that a group has. */
  images(): AsyncIterable<ReferencedImage>;
  /** The keys among these of images that a group has. */
  imagesAmong(keys: readonly string[]): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Reads a database as it is at one moment, whoever goes on writing to it. */
export interface DatabaseMoment extends DatabaseReader {
  /** Everything that is wrong with the stored data. */
  findings(): AsyncIterable<Finding>;
}

/** Makes copies of a database, each in one file. */
export interface DatabaseCopies {
  /** Copies the database as it is at one moment to a file that is empty or absent. The copy is verified and on disk. */
  copyTo(file: string): Promise<void>;
  read(file: string): Promise<DatabaseReader>;
}

/**
 * The port of backup and doctor to a database that a server may be using meanwhile: nothing but `fixCounters` writes to
 * it, and nobody has to wait for what reads it.
 */
export interface Maintenance {
  /** The database's path, as people are told it. */
  readonly location: string;
  exists(): Promise<boolean>;
  /** Why this version cannot read the database, in words that follow its name; null when it can. */
  whyUnreadable(): Promise<string | null>;
  /** The number of migrations that have yet to run: a server that starts runs them. */
  missingMigrations(): Promise<number>;
  /** Shows what is there at the time of each question. */
  read(): Promise<DatabaseReader>;
  readMoment(): Promise<DatabaseMoment>;
  /** Everything that is wrong with the file itself; holds for a database of an older version, too. */
  storageFindings(): AsyncIterable<Finding>;
  /** Corrects every wrong counter, and yields a sentence for each. */
  fixCounters(): AsyncIterable<string>;
  /** Null where a database is copied by tools of its own. */
  readonly copies: DatabaseCopies | null;
}
