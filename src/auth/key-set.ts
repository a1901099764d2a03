import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CompactJWSHeaderParameters, CompactVerifyResult } from 'jose';
import { JWKSNoMatchingKey, JWSSignatureVerificationFailed } from 'jose/errors';
import { compactVerify } from 'jose/jws/compact/verify';
import { z } from 'zod';

/** Keys of one set that are looked at; issuers publish two to ten. */
const MAX_KEYS = 100;
/** Keys that one token is tried with, each of which costs a verification. */
const MAX_CANDIDATES = 20;
/** UTF-16 units: base64url of an RSA modulus of 16,384 bits is 2,731. */
const MAX_MEMBER_LENGTH = 4_096;
const MIN_MODULUS_BITS = 2_048;
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** A public key that may sign tokens. */
export interface SigningKey {
  /** Null when the set gives it no name. */
  readonly kid: string | null;
  /** Those that the key is made for and, where the set says one, that one alone. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
}

const keySet = z.object({ keys: z.array(z.unknown()) });

const member = z.string().max(MAX_MEMBER_LENGTH);

/** What the key is, by its kind; all else that a set says of it, certificates too, is left. */
const keyMaterial = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('RSA'), n: member, e: member }),
  z.object({ kty: z.literal('EC'), crv: member, x: member, y: member }),
  z.object({ kty: z.literal('OKP'), crv: member, x: member }),
]);

/** What the key is for. Some issuers write null for what they leave out. */
const keyPurpose = z.object({
  kid: member.nullish(),
  alg: member.nullish(),
  use: z.literal('sig').nullish(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'))
    .nullish(),
  // Anyone can sign with a private key that was published.
  d: z.null().optional(),
});

/** The keys of a JSON Web Key Set that can be used; the others are nobody's, and hinder none. Throws when it is no set. */
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
    // Whatever is wrong with it, it is no key.
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

/** Tries each key that fits the token's header. Null when none of them signed it; throws what jose says of other faults. */
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
