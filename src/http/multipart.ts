import { charsetOf, headerParameters } from './header-parameters.ts';
import { RefusedRequest } from './refusals.ts';

/** A part of a form. What its bytes mean depends on the field it is for. */
export interface Part {
  readonly name: string;
  /** Empty for a file input that was left empty; null for a part that is not declared to be a file. */
  readonly filename: string | null;
  /** Whether the part is text, by its type or by having none. */
  readonly isText: boolean;
  /** Null when the part declares none. */
  readonly charset: string | null;
  readonly bytes: Buffer;
}

const [DASH, SPACE, TAB] = [0x2d, 0x20, 0x09];
const LINE_BREAK = '\r\n';
/** Bytes of the headers of a part; usual ones have a few hundred. */
const MAX_HEADER_BYTES = 8 * 1024;
/** Transfer encodings that leave the bytes of a part as they are. */
const TRANSFER_ENCODINGS = ['7bit', '8bit', 'binary'];

/**
 * Reads a complete multipart/form-data body. Parts without a name are left out. Libraries either do not tell a part's
 * charset, or decode what they take for text and put replacement characters where they cannot.
 *
 *     --B⏎ Content-Disposition: form-data; name="a"⏎ ⏎ the bytes ⏎--B⏎ ... ⏎--B--
 */
export function parseMultipart(body: Buffer, boundary: string, maxParts: number): Part[] {
  return sections(body, Buffer.from(`${LINE_BREAK}--${boundary}`, 'latin1'), maxParts).flatMap(partOf);
}

/** Cuts a body at its delimiters into parts, each with its headers and bytes. */
function sections(body: Buffer, delimiter: Buffer, maxParts: number): Buffer[] {
  const found: Buffer[] = [];
  let at = endOfFirst(body, delimiter);
  while (body[at] !== DASH || body[at + 1] !== DASH) {
    if (found.length === maxParts) {
      throw new RefusedRequest({ code: 'TOO_LARGE', exceeded: { of: 'parts', most: maxParts } });
    }
    const start = startOfLine(body, at);
    // A delimiter may follow at once and share the line break of the one before it.
    const end = present(body.indexOf(delimiter, start - LINE_BREAK.length));
    found.push(body.subarray(start, Math.max(start, end)));
    at = end + delimiter.length;
  }
  return found;
}

/** Finds the first delimiter, which needs no line break before it. */
function endOfFirst(body: Buffer, delimiter: Buffer): number {
  const opening = delimiter.subarray(LINE_BREAK.length);
  if (body.subarray(0, opening.length).equals(opening)) return opening.length;
  return present(body.indexOf(delimiter)) + delimiter.length;
}

function startOfLine(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === SPACE || body[at] === TAB) at += 1;
  if (body.toString('latin1', at, at + LINE_BREAK.length) !== LINE_BREAK)
    throw new RefusedRequest({ code: 'MALFORMED' });
  return at + LINE_BREAK.length;
}

/** An index that must exist; refuses the body when it is -1. */
function present(place: number): number {
  if (place === -1) throw new RefusedRequest({ code: 'MALFORMED' });
  return place;
}

function partOf(section: Buffer): Part[] {
  const end = endOfHeaders(section);
  const headers = headersIn(section.toString('utf8', 0, end));
  const disposition = headers.get('content-disposition') ?? '';
  const parameters = headerParameters(disposition);
  const name = parameters.get('name');
  if (name === undefined || !/^form-data\b/i.test(disposition)) return [];

  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!TRANSFER_ENCODINGS.includes(encoding)) throw new RefusedRequest({ code: 'UNSUPPORTED_ENCODING' });
  const type = headers.get('content-type');
  return [
    {
      name,
      filename: parameters.get('filename') ?? parameters.get('filename*') ?? null,
      isText: type === undefined || /^text\//i.test(type),
      charset: charsetOf(type),
      bytes: section.subarray(end + 2 * LINE_BREAK.length),
    },
  ];
}

/** The index of the empty line after the headers. A part without headers has no name, and is left out. */
function endOfHeaders(section: Buffer): number {
  if (section.indexOf(LINE_BREAK) === 0) return 0;
  const end = present(section.indexOf(LINE_BREAK.repeat(2)));
  if (end > MAX_HEADER_BYTES) throw new RefusedRequest({ code: 'MALFORMED' });
  return end;
}

/** The headers of a part by lower-case name. A line that begins with a blank continues the one before it. */
function headersIn(head: string): ReadonlyMap<string, string> {
  const lines = head.replace(/\r\n(?=[ \t])/g, '').split(LINE_BREAK);
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
