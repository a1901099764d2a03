import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import type { PreparedImage } from '../images.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

export interface PreparedImages {
  readonly picture: PreparedImage | null;
  readonly cover: PreparedImage | null;
  readonly invalid: readonly InvalidField[];
}

export async function prepareImages(
  { images, isAbandoned }: Deps,
  { userId }: Viewer,
  input: { readonly image?: Uint8Array | null | undefined; readonly coverImage?: Uint8Array | null | undefined },
): Promise<Result<PreparedImages>> {
  const requester = { callerId: userId, isAbandoned };
  const [picture, cover] = await Promise.all([
    input.image ? images.prepare('picture', input.image, requester) : ok(null),
    input.coverImage ? images.prepare('cover', input.coverImage, requester) : ok(null),
  ]);

  const invalid: InvalidField[] = [];
  for (const [field, prepared] of [
    ['image', picture],
    ['coverImage', cover],
  ] as const) {
    if (prepared.ok) continue;
    if ('code' in prepared.refusal) return refuse(prepared.refusal);
    invalid.push({ field, ...prepared.refusal });
  }
  return ok({ picture: picture.ok ? picture.value : null, cover: cover.ok ? cover.value : null, invalid });
}

/** Saves the images, then runs the write that refers to them; without a write, they are removed again. */
export async function writeWithImages<Outcome>(
  { images }: Deps,
  { picture, cover }: PreparedImages,
  write: () => Promise<Outcome>,
  wasWritten: (outcome: Outcome) => boolean,
): Promise<Outcome> {
  const saved = [picture, cover].filter((image) => image !== null);
  let written = false;
  try {
    await Promise.all(saved.map((image) => image.save()));
    const outcome = await write();
    written = wasWritten(outcome);
    return outcome;
  } finally {
    if (!written) await images.remove(saved.map(({ key }) => key));
  }
}
