import { z } from 'zod';

/** What the SDK says of a failed call. */
const failure = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/** The status that a store answered a call with; null when there was no answer. */
export function statusOf(cause: unknown): number | null {
  return failure.safeParse(cause).data?.$metadata?.httpStatusCode ?? null;
}

/** Whether a store has no such file: it says the same status of a bucket that it does not have. */
export function isAbsent(cause: unknown): boolean {
  return statusOf(cause) === 404 && nameOf(cause) !== 'NoSuchBucket';
}

/** Why a call has failed, in words that follow the name of the store. */
export function reasonOf(cause: unknown): string {
  const status = statusOf(cause);
  return status === null ? `gives no answer (${nameOf(cause)})` : `answers ${status} (${nameOf(cause)})`;
}

const FORBIDDEN =
  'which these credentials may not use: allow them s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket, or set others';

/** Cures by what the SDK calls a failure, in words that follow the name of the bucket. */
const CURES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'which is not there: make that bucket, or set MEDIA_URL to another',
  AccessDenied: FORBIDDEN,
  InvalidAccessKeyId: FORBIDDEN,
  SignatureDoesNotMatch: FORBIDDEN,
  CredentialsProviderError: 'for which there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  PermanentRedirect: 'which is in another region: set AWS_REGION to that',
};

/** Says why a server cannot start with a bucket, and what helps, in words that follow the name of the bucket. */
export function startProblem(cause: unknown): string {
  if (cause instanceof Error && cause.message === 'Region is missing') return 'which has no region: set AWS_REGION';
  const cure = CURES[nameOf(cause)];
  if (cure !== undefined) return cure;
  if (statusOf(cause) === 403) return FORBIDDEN;
  return `which ${reasonOf(cause)}: set AWS_ENDPOINT_URL_S3 to the address of the store, or start again once it answers`;
}

function nameOf(cause: unknown): string {
  const known = failure.safeParse(cause).data;
  return known === undefined ? 'unknown' : (known.code ?? known.name);
}
