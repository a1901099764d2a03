import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

/** What wrk.lua does, for machines without wrk. Arguments: address, file, connections, seconds, first number. */
const [url = '', file = '', connections = '1', seconds = '1', firstNumber = '0'] = process.argv.slice(2);
const PLACE = /#{9}/;

let sent = Number(firstNumber);
const numbered = (body: string): string => {
  sent += 1;
  return body.replace(PLACE, String(sent).padStart(9, '0'));
};

const requests = readFileSync(file, 'utf8')
  .split('\0')
  .map((text): autocannon.Request => {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    const [method, path = '/'] = first.split(' ');
    // It adds the length of the body itself.
    const given = lines.filter((line) => !line.startsWith('content-length'));
    const headers = Object.fromEntries(given.map((line) => line.split(': ') as [string, string]));
    const request = { method: method === 'POST' ? 'POST' : 'GET', path, headers } as const;
    if (body === '') return request;
    return { ...request, body, setupRequest: (again) => ({ ...again, body: numbered(body) }) };
  });

const result = await autocannon({ url, connections: Number(connections), duration: Number(seconds), requests });
const figures = {
  requests: result['2xx'],
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
};
console.log(`RESULT ${JSON.stringify(figures)}`);
