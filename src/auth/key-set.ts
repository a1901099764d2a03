import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CompactJWSHeaderParameters, CompactVerifyResult } from 'jose';
import { JWKSNoMatchingKey, JWSSignatureVerificationFailed } from 'jose/errors';
import { compactVerify } from 'jose/jws/compact/verify';
import { z } from 'zod';

/** Keys of one set that are read; issuers publish two to ten. */
const MAX_KEYS = 100;
/** Keys that one token is tried with; each costs a verification. */
const MAX_CANDIDATES = 20;
/** UTF-16 units of a key's numbers: base64url of an RSA modulus of 16,384 bits has 2,731. */
const MAX_MEMBER_LENGTH = 4_096;
const MIN_MODULUS_BITS = 2_048;
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** A public key that may sign tokens. */
export interface SigningKey {
  /** Null when the set does not name the key. */
  readonly kid: string | null;
  /** Algorithms of this kind of key; only the one that the set states, where it states one. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
}

const keySet = z.object({ keys: z.array(z.unknown()) });

const member = z.string().max(MAX_MEMBER_LENGTH);

/** Members that make up a key, by its kind. All others, certificates too, are ignored. */
const keyMaterial = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('RSA'), n: member, e: member }),
  z.object({ kty: z.literal('EC'), crv: member, x: member, y: member }),
  z.object({ kty: z.literal('OKP'), crv: member, x: member }),
]);

/** Members that state the use of a key. Some issuers write null for what they leave out. */
const keyPurpose = z.object({
  kid: member.nullish(),
  alg: member.nullish(),
  use: z.literal('sig').nullish(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'))
    .nullish(),
  // A published private key lets anyone sign.
  d: z.null().optional(),
});

/** Reads the usable keys of a JSON Web Key Set and skips the others. Throws when it is no set. */
export function readKeySet(document: unknown): readonly SigningKey[] {
  return keySet
    .parse(document)
    .keys.slice(0, MAX_KEYS)
    .map(readKey)
    .filter((key) => key !== null);
}

function readKey(value: unknown): SigningKey | null {
  const [purpose, material] = [keyPurpose.safeParse(value), keyMaterial.safeParse(value)];
  if (!purpose.success || !material.success) return null;
  const { kid, alg } = purpose.data;
  const key = publicKey(material.data);
  const algorithms = key === null ? [] : algorithmsOf(key).filter((name) => name === (alg ?? name));
  return key === null || algorithms.length === 0 ? null : { kid: kid ?? null, algorithms, key };
}

function publicKey(jwk: z.infer<typeof keyMaterial>): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    // Whatever is wrong with it, it is not usable.
    return null;
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  switch (asymmetricKeyType) {
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS ? ['RS256', 'PS256'] : [];
    case 'ec':
      return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? ['ES256'] : [];
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    default:
      return [];
  }
}

/** Tries each key that fits the token's header. Null when none of them signed it; other errors are thrown on. */
export async function verifyBySet(keys: readonly SigningKey[], token: string): Promise<CompactVerifyResult | null> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await compactVerify(token, (header) => candidate(keys, header, tried), { algorithms: ALGORITHMS });
    } catch (cause) {
      if (cause instanceof JWKSNoMatchingKey) return null;
      if (!(cause instanceof JWSSignatureVerificationFailed)) throw cause;
    }
  }
}

function candidate(keys: readonly SigningKey[], { alg, kid }: CompactJWSHeaderParameters, tried: number): KeyObject {
  const fits = (key: SigningKey) => key.algorithms.includes(alg) && (kid === undefined || key.kid === kid);
  const found = keys.filter(fits).slice(0, MAX_CANDIDATES)[tried];
  if (found === undefined) throw new JWKSNoMatchingKey();
  return found.key;
}
