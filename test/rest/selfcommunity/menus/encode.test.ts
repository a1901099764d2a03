import { expect, it } from 'vitest';
import { BASE, encodeMenu } from '../../../../src/rest/selfcommunity/menus/encode.ts';
import { wireContext } from '../../../support/wire.ts';

it('writes a menu that holds nothing', () => {
  expect(encodeMenu(BASE, wireContext())).toEqual({ status: 200, body: { id: 1, name: 'base', items: [] } });
});
