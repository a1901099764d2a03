import { describe, expect, it } from 'vitest';
import { isProxyName, trustedProxies } from '../../src/http/proxies.ts';
import { startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';

describe('the proxies that are trusted', () => {
  it.each([
    [
      ['loopback', 'uniquelocal'],
      ['127.0.0.1', '::1', '10.1.2.3', 'fd00::1'],
      ['192.0.2.1', '2001:db8::1'],
    ],
    [['linklocal'], ['169.254.1.1', 'fe80::1'], ['127.0.0.1']],
    [['2001:db8::/32'], ['2001:db8:1::1'], ['2001:db9::1']],
    [['10.0.0.0/8'], ['10.255.0.1', '::ffff:10.0.0.1'], ['11.0.0.1']],
    [null, [], ['127.0.0.1']],
  ])('are known by their addresses: %j', (proxies, trusted, others) => {
    expect((proxies ?? []).every(isProxyName)).toBe(true);
    expect([...trusted, ...others].filter(trustedProxies(proxies))).toEqual(trusted);
  });

  it('say who calls, and nobody else does', async () => {
    const server = await startOwnProcess({ LOG_LEVEL: 'info', TRUST_PROXY: 'loopback,uniquelocal' });
    await send(`${server.url}/nowhere`, { headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9, 10.0.0.1' } });
    await server.end('SIGTERM');

    expect(server.output()).toContain('"ip":"203.0.113.9"');
    await server.remove();
  });
});
