import { z } from 'zod';

/** The parts of an operation that its call is made from. */
export const callable = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: z.unknown(),
        example: z.union([z.string(), z.number()]).optional(),
      }),
    )
    .default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown(), example: z.unknown().optional() })) })
    .optional(),
});
type Callable = z.output<typeof callable>;

/** Writes a call to paste into a shell that has `URL` and `TOKEN`: with its required parameters and example body. */
export function curlOf(method: string, path: string, operation: Callable): string {
  const body = operation.requestBody?.content['application/json']?.example;
  const implied = body === undefined ? 'get' : 'post';
  const parts = [
    `curl ${method === implied ? '' : `-X ${method.toUpperCase()} `}"$URL${addressOf(path, operation)}"`,
    `-H "authorization: Bearer $TOKEN"`,
    ...(body === undefined ? [] : ["-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return parts.join(' \\\n  ');
}

function addressOf(path: string, { parameters }: Callable): string {
  const examples = new Map(parameters.map(({ name, example = '' }) => [name, encodeURIComponent(example)]));
  const filled = path.replace(/\{(\w+)\}/g, (_given, name) => examples.get(name) ?? '');
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = needed.map(({ name }) => `${name}=${examples.get(name)}`).join('&');
  return query === '' ? filled : `${filled}?${query}`;
}

/** Quotes a text as one word of a shell, in which no character is special. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
