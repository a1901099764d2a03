import { z } from 'zod';
import type { WireAnswer, WireContext } from './wire.ts';

/** The schema of an answer, which is made when somebody asks for it: serving needs its type alone. */
export type Shape<Schema extends z.ZodType = z.ZodType> = () => Schema;

/** What an answer of a shape holds. */
export type Shaped<Of extends Shape> = z.output<ReturnType<Of>>;

export interface Encoder<Value> {
  (value: Value, context: WireContext): WireAnswer;
  readonly gives: {
    readonly status: number;
    readonly shape: Shape | null;
    /** The body of an answer as this encoder makes it. */
    readonly example: (context: WireContext) => unknown;
  };
}

export function shape<Schema extends z.ZodType>(make: () => Schema): Shape<Schema> {
  let made: Schema | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Ties the body of an answer to its shape, by type: nothing is checked at run time. The example is made of `sample`. */
export function encoder<Value, Body extends z.ZodType>(
  status: number,
  bodyShape: Shape<Body>,
  encode: (value: Value, context: WireContext) => z.output<Body>,
  sample: NoInfer<Value>,
): Encoder<Value> {
  return Object.assign((value: Value, context: WireContext) => ({ status, body: encode(value, context) }), {
    gives: { status, shape: bodyShape, example: (context: WireContext) => encode(sample, context) },
  });
}

/** An answer that says all by its status. */
export const encodeNothing: Encoder<unknown> = Object.assign(() => ({ status: 204, body: undefined }), {
  gives: { status: 204, shape: null, example: () => undefined },
});

/** For the shapes of answers. */
export const time = () => z.string().meta({ format: 'date-time' });
export const address = () => z.string().meta({ format: 'uri' });
export const count = () => z.int().nonnegative();
