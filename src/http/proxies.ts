import { isIP } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';

/** Named networks: the machine's own, and those that no router passes on. */
const NAMED: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

/** Whether a text names a proxy or a network of proxies: `loopback`, `10.0.0.1`, `10.0.0.0/8`, `fc00::/7`. */
export function isProxyName(text: string): boolean {
  if (NAMED.includes(text)) return true;
  // The library also takes other spellings of an address: `1` would be 0.0.0.1.
  if (isIP(text.split('/', 1).join()) === 0) return false;
  try {
    proxyAddr.compile(text);
    return true;
  } catch {
    // The library throws for a mask that the network cannot have.
    return false;
  }
}

/** Whether an address is one of the proxies in front. */
export function trustedProxies(proxies: readonly string[] | null): (address: string) => boolean {
  if (proxies === null) return () => false;
  const isTrusted = proxyAddr.compile([...proxies]);
  return (address) => isTrusted(address, 0);
}
