import { isIPv6 } from 'node:net';

/** Sixteen-bit groups of an IPv6 address. Four make the network; the last two of `::ffff:...` are an IPv4 address. */
const GROUPS = 8;

/**
 * The network of an address: an IPv4 address itself, and the first 64 bits of an IPv6 address, since one household or
 * server has all addresses below them. Different spellings of an address give the same network.
 */
export function networkOf(address: string): string {
  const [withoutZone = ''] = address.split('%');
  if (!isIPv6(withoutZone)) return address;
  const groups = groupsOf(withoutZone);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function groupsOf(address: string): number[] {
  const [left = [], right = []] = address.split('::').map(readGroups);
  return [...left, ...Array(GROUPS - left.length - right.length).fill(0), ...right];
}

/** Four decimal numbers may stand for the last two groups. */
function readGroups(text: string): number[] {
  return text.split(':').flatMap((part) => {
    if (part === '') return [];
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
