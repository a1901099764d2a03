import { ok } from '../../../domain/result.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeNothing } from '../users/decode.ts';
import { BASE, encodeMenu, type Menu, NOT_LOGGED } from './encode.ts';

const menuRoute = (menu: Menu, name: string, summary: string): Route =>
  route({
    method: 'GET',
    path: `/custom_menu/${menu.name}/`,
    name,
    summary,
    anonymous: true,
    decode: decodeNothing,
    run: async () => ok(menu),
    encode: encodeMenu,
    refuses: [],
  });

/** The menus at the foot of a page. */
export const menuRoutes: readonly Route[] = [
  menuRoute(BASE, 'getBaseMenu', 'The menu at the foot of pages'),
  menuRoute(NOT_LOGGED, 'getAnonymousMenu', 'The same for callers without a token'),
];
