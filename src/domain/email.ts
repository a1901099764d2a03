/** Bytes of an address, of what is before its @, and of a label of its domain (RFC 5321, RFC 1035). */
const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
const MAX_LABEL_LENGTH = 63;
/** Words joined by single dots. Quoted words are left out: mail servers allow them, but hardly any hands one out. */
const LOCAL = /^[^\s\p{C}@<>,;:"()[\]\\.]+(\.[^\s\p{C}@<>,;:"()[\]\\.]+)*$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** Characters of a domain in any script, without those that have a meaning in a URL. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u;

/** Whether a mail server could take this address (RFC 5321, and 6531 for other scripts); lengths are in bytes. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), asciiDomain(text.slice(at + 1))];
  if (domain === null || text.length > MAX_LENGTH || !LOCAL.test(local)) return false;
  const localLength = new TextEncoder().encode(local).length;
  return localLength <= MAX_LOCAL_LENGTH && localLength + 1 + domain.length <= MAX_LENGTH && isDomain(domain);
}

/** The domain as mail servers look it up: `xn--bcher-kva.example` for `bücher.example`. Null for what is no domain. */
function asciiDomain(domain: string): string | null {
  if (domain.length > MAX_LENGTH || !DOMAIN.test(domain)) return null;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  const isNumber = /^\d+$/.test(labels.at(-1) ?? '');
  return (
    labels.length > 1 && !isNumber && labels.every((label) => label.length <= MAX_LABEL_LENGTH && LABEL.test(label))
  );
}
