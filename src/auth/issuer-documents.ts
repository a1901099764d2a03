import { z } from 'zod';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
/** UTF-16 units of another server's text that an error message quotes. */
const MAX_QUOTED_LENGTH = 200;

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Asks an issuer's discovery document where its keys are. */
export async function discoverJwksUrl(issuer: string): Promise<string> {
  const url = `${bareIssuer(issuer)}/.well-known/openid-configuration`;
  const found = discoveryDocument.parse(await fetchJson(url));
  if (bareIssuer(found.issuer) !== bareIssuer(issuer)) {
    throw new Error(`${url} is of another issuer: ${quoted(found.issuer)}`);
  }
  return found.jwks_uri;
}

/** An issuer without the slash at its end, on which Quran Foundation's own pages disagree. */
export function bareIssuer(issuer: string): string {
  return issuer.replace(/\/$/, '');
}

/** Fetches a document of at most 1 MiB, without redirects. Throws an error that tells an operator what came instead. */
export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'manual',
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    const target = response.headers.get('location');
    throw new Error(`${url} answered ${response.status}${target === null ? '' : `, to ${quoted(target)}`}`);
  }
  const text = await readText(response, url);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Error(`${url} answered with something that is not JSON`);
    throw cause;
  }
}

async function readText({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`${url} answered with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, MAX_QUOTED_LENGTH));
}
