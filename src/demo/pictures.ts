import { createHash } from 'node:crypto';

/** Fields of colour on each side, which are then blurred into each other. */
const FIELDS = 3;
/** Degrees of the colour wheel that the hues of one picture span. */
const HUES = 70;

/** A picture of soft colours, the same for the same name. */
export async function drawPicture(name: string, width: number, height: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const random = createHash('sha256').update(name).digest();
  const first = (random.readUInt8(0) / 255) * 360;
  const pixels = Buffer.from(
    Array.from({ length: FIELDS * FIELDS }, (_, field) => {
      const [hue, light] = [random.readUInt8(field) / 255, random.readUInt8(field + FIELDS * FIELDS - 1) / 255];
      return rgb((first + hue * HUES) % 360, 0.38 + light * 0.34);
    }).flat(),
  );
  return sharp(pixels, { raw: { width: FIELDS, height: FIELDS, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .png()
    .toBuffer();
}

/** A colour of the wheel, three fifths saturated, as bytes. */
function rgb(hue: number, lightness: number): number[] {
  const strength = 0.6 * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const place = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  });
}
