/**
 * Keeps the files of images in a bucket of any store that speaks S3's protocol, which several servers may share. Each
 * call ends within a bound of time, and whatever it fails with, other than that a file is not there, is told to the
 * operator and refused as PICTURES_UNAVAILABLE.
 */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { MediaBucket } from '../config.ts';
import { Refused } from '../domain/refused.ts';
import { StartError } from '../start-error.ts';
import { isAbsent, reasonOf, startProblem, statusOf } from './bucket-problem.ts';
import type { AskForFile, FileAnswer, FileRequest, ListedFile, PictureFiles } from './picture-files.ts';
import { writeFileAside } from './write-file.ts';

/** Milliseconds for a connection to the store, for the beginning of an answer, and for a call with its repetitions. */
const TIMEOUT_MS = { connection: 2_000, answer: 4_000, call: 10_000 };
const MAX_ATTEMPTS = 3;
/** Bytes of a file that is read; the largest of an image has some 2 MB. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Headers of an answer to whoever reads the bucket without this server, such as a CDN. */
const KEPT_HEADERS = { ContentType: 'image/webp', CacheControl: 'public, max-age=31536000, immutable' };

const EVERYTHING: FileRequest = { headOnly: false, range: null, ifNoneMatch: null, ifModifiedSince: null };

/** Opens a bucket; calls `failed` with the reason for each call that fails. */
export function bucketFiles(
  { bucket, prefix, pathStyle }: MediaBucket,
  failed: (reason: string) => void,
): PictureFiles {
  const location = `s3://${bucket}/${prefix}`;
  const client = clientFor(pathStyle);
  const bound = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS.call) });
  const keyOf = (name: string) => ({ Bucket: bucket, Key: prefix + name });

  const put = (name: string, content: Uint8Array) =>
    client.send(new PutObjectCommand({ ...keyOf(name), ...KEPT_HEADERS, Body: content }), bound());
  const remove = (name: string) => client.send(new DeleteObjectCommand(keyOf(name)), bound());
  const listFrom = (token: string | undefined) =>
    client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }), bound());
  const read = async (name: string, request: FileRequest): Promise<FileAnswer> => {
    const asked = { ...keyOf(name), ...conditionsOf(request) };
    if (request.headOnly) return answerOf(await client.send(new HeadObjectCommand(asked), bound()), null);
    const output = await client.send(new GetObjectCommand(asked), bound());
    return answerOf(output, await contentOf(output));
  };

  const orRefuse = async <Value>(calling: Promise<Value>): Promise<Value> => {
    try {
      return await calling;
    } catch (cause) {
      const reason = `${location} ${reasonOf(cause)}`;
      failed(reason);
      throw new Refused({ code: 'PICTURES_UNAVAILABLE' }, reason);
    }
  };
  const ask: AskForFile = (name, request) =>
    orRefuse(
      read(name, request).catch((cause): FileAnswer | null => {
        const status = statusOf(cause);
        if (status === 304 || status === 416) return { status, headers: {}, content: null };
        if (isAbsent(cause)) return null;
        throw cause;
      }),
    );

  async function* list(): AsyncGenerator<ListedFile> {
    let token: string | undefined;
    do {
      const { Contents = [], NextContinuationToken } = await orRefuse(listFrom(token));
      for (const { Key = '', LastModified } of Contents) {
        yield { name: Key.slice(prefix.length), writtenAt: async () => LastModified?.getTime() ?? null };
      }
      token = NextContinuationToken;
    } while (token !== undefined);
  }

  return {
    location,
    source: { ask },

    async makeReady() {
      const probe = `guildhall-start-${randomUUID()}`;
      try {
        await put(probe, new Uint8Array(1));
        await listFrom(undefined);
        await remove(probe);
      } catch (cause) {
        throw new StartError(`Guildhall cannot start: MEDIA_URL names ${location}, ${startProblem(cause)}.`);
      }
    },

    async put(files) {
      await Promise.all(files.map(({ name, content }) => orRefuse(put(name, content))));
    },

    async remove(names) {
      // The write that replaced these files has been committed, and stays whether or not the store answers.
      await Promise.allSettled(names.map((name) => orRefuse(remove(name))));
    },

    list,

    async peek(name, bytes) {
      const answer = await ask(name, { ...EVERYTHING, range: `bytes=0-${bytes - 1}` });
      if (answer === null) return null;
      const start = Buffer.from(answer.content ?? []).subarray(0, bytes);
      return { start, size: sizeOf(answer) };
    },

    async copyTo(name, folder) {
      const path = join(folder, name);
      if (existsSync(path)) return true;
      const answer = await ask(name, EVERYTHING);
      if (answer === null) return false;
      await writeFileAside(path, answer.content ?? new Uint8Array());
      return true;
    },
  };
}

function clientFor(pathStyle: boolean): S3Client {
  return new S3Client({
    forcePathStyle: pathStyle,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: TIMEOUT_MS.connection,
      requestTimeout: TIMEOUT_MS.answer,
      throwOnRequestTimeout: true,
    },
    // Without this the SDK adds checksums, which some stores do not know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function conditionsOf({ range, ifNoneMatch, ifModifiedSince }: FileRequest) {
  const since = new Date(ifModifiedSince ?? Number.NaN);
  return {
    ...(range !== null && { Range: range }),
    ...(ifNoneMatch !== null && { IfNoneMatch: ifNoneMatch }),
    // RFC 9110, 13.1.3: it counts only without the other.
    ...(ifNoneMatch === null && !Number.isNaN(since.getTime()) && { IfModifiedSince: since }),
  };
}

async function contentOf({ Body, ContentLength = 0 }: GetObjectCommandOutput): Promise<Uint8Array> {
  if (ContentLength > MAX_FILE_BYTES) throw new Error('a file is larger than any image');
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

function answerOf(
  { ContentLength, ContentRange, ETag, LastModified }: GetObjectCommandOutput | HeadObjectCommandOutput,
  content: Uint8Array | null,
): FileAnswer {
  return {
    status: ContentRange === undefined ? 200 : 206,
    headers: {
      ...(ContentLength !== undefined && { 'content-length': String(ContentLength) }),
      ...(ContentRange !== undefined && { 'content-range': ContentRange }),
      ...(ETag !== undefined && { etag: ETag }),
      ...(LastModified !== undefined && { 'last-modified': LastModified.toUTCString() }),
    },
    content,
  };
}

/** The size of a whole file, by the answer to a request for a part of it. */
function sizeOf({ headers, content }: FileAnswer): number {
  const [, whole] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  return whole === undefined ? (content?.length ?? 0) : Number(whole);
}
