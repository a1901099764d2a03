/** One file of an image: complete, and never changed once it is kept. */
export interface PictureFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A file as a list of all of them has it. */
export interface ListedFile {
  readonly name: string;
  /** Milliseconds since 1970; null when it is gone. */
  readonly writtenAt: () => Promise<number | null>;
}

/** What somebody asks of a file, in the terms of HTTP; what is null is not asked. */
export interface FileRequest {
  /** Whether the content is left out of the answer. */
  readonly headOnly: boolean;
  readonly range: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
}

export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Null where the answer has none. */
  readonly content: Uint8Array | null;
}

/** Gives null for a file that is not there. */
export type AskForFile = (name: string, request: FileRequest) => Promise<FileAnswer | null>;

/**
 * The port to where the files of images are kept. A file is complete or absent, and durable once it is kept. What cannot
 * be reached is refused as PICTURES_UNAVAILABLE.
 */
export interface PictureFiles {
  /** The place, as people are told it. */
  readonly location: string;
  /** How files are read: out of a folder, or each by asking for it. */
  readonly source: { readonly folder: string } | { readonly ask: AskForFile };
  /** Makes sure that files can be kept. Throws a `StartError` where they cannot. */
  makeReady(): Promise<void>;
  put(files: readonly PictureFile[]): Promise<void>;
  /** Removes files; those that are not there are no fault, and one that cannot be removed now is a leftover. */
  remove(names: readonly string[]): Promise<void>;
  /** Everything that is kept, other things than images too. */
  list(): AsyncIterable<ListedFile>;
  /** The size of a file in bytes, and its first ones; null when it is not there. */
  peek(name: string, bytes: number): Promise<{ readonly size: number; readonly start: Buffer } | null>;
  /** Copies a file into a folder, where it appears once it is complete. False when it is not there. */
  copyTo(name: string, folder: string): Promise<boolean>;
}
