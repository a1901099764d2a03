import { beforeEach, describe, expect, it } from 'vitest';
import { TURN, type WriteTurns, writeTurns } from '../../src/store/sqlite/write-turns.ts';

describe('a turn at writing', () => {
  let turns: WriteTurns;
  let written: string[];

  beforeEach(() => {
    turns = writeTurns();
    written = [];
  });

  const now = () => Atomics.load(turns.turn, 0);
  const write = (what: string) => () => {
    expect(now()).toBe(TURN.mains);
    written.push(what);
  };

  it('is taken while it is nobody’s, and given back', () => {
    turns.run(write('one'));
    turns.run(write('two'));

    expect(written).toEqual(['one', 'two']);
    expect(now()).toBe(TURN.nobodys);
  });

  it('is asked for while it is the other thread’s, and used when that hands it over', () => {
    Atomics.store(turns.turn, 0, TURN.threads);
    turns.run(write('one'));
    turns.run(write('two'));
    expect([written, now()]).toEqual([[], TURN.wanted]);

    turns.handedOver();
    expect(written).toEqual(['one', 'two']);
    expect(now()).toBe(TURN.nobodys);
  });

  it('is given back by what fails, too', () => {
    const fail = () => {
      throw new Error('half done');
    };

    expect(() => turns.run(fail)).toThrow('half done');
    expect(now()).toBe(TURN.nobodys);
  });
});
