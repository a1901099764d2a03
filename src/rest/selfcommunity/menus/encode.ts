import { z } from 'zod';
import { count, encoder, shape } from '../../encoder.ts';

/** A menu of the vendor's. */
export interface Menu {
  readonly id: number;
  readonly name: string;
}

/** For callers with a token. */
export const BASE: Menu = { id: 1, name: 'base' };
export const NOT_LOGGED: Menu = { id: 2, name: 'not_logged' };

const menu = shape(() =>
  z
    .object({ id: count(), name: z.string(), items: z.array(z.never()) })
    .meta({ id: 'Menu', description: 'A menu, always empty: apps have links of their own.' }),
);

export const encodeMenu = encoder(200, menu, ({ id, name }: Menu) => ({ id, name, items: [] }), BASE);
