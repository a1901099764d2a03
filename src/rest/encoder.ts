import { z } from 'zod';
import type { WireAnswer, WireContext } from './wire.ts';

/** Makes the schema of an answer when the documentation asks for it; serving needs only its type. */
export type Shape<Schema extends z.ZodType = z.ZodType> = () => Schema;

/** The body of an answer of a shape. */
export type Shaped<Of extends Shape> = z.output<ReturnType<Of>>;

export interface Encoder<Value> {
  (value: Value, context: WireContext): WireAnswer;
  readonly gives: {
    readonly status: number;
    readonly shape: Shape | null;
    /** Makes an example of the answer's body. */
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

/** Ties the body of an answer to its shape by type alone, without a check at run time. `sample` gives its example. */
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

/** An answer without a body. */
export const encodeNothing: Encoder<unknown> = Object.assign(() => ({ status: 204, body: undefined }), {
  gives: { status: 204, shape: null, example: () => undefined },
});

/** Schemas of values in the shapes of answers. */
export const time = () => z.string().meta({ format: 'date-time' });
export const address = () => z.string().meta({ format: 'uri' });
export const count = () => z.int().nonnegative();
