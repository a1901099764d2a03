import { describe, expect, it } from 'vitest';
import { processSeconds } from '../children.ts';
import { machineSeconds } from '../others.ts';

describe('processor time', () => {
  it('of a process is read from its line, whatever its name', () => {
    const line = '42 (a) name (b) S 7 42 42 0 -1 4194560 5000 900 0 0 150 50 300 25 20 0 11 0 1000 1 2';

    expect(processSeconds(line)).toEqual({ own: 2, endedChildren: 3.25 });
  });

  it('of a process that has gone is none', () => {
    expect(processSeconds('')).toEqual({ own: 0, endedChildren: 0 });
  });

  it('of the machine is that of programs, of the kernel for them, and what the host took', () => {
    const text = 'cpu  1000 100 500 70000 900 30 40 200 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';

    expect(machineSeconds(text)).toBe(18);
  });
});
