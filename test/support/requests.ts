export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server answers, for tests to look into
  readonly body: any;
}

export interface RequestOptions {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData | URLSearchParams;
}

/** One real HTTP request; a JSON answer is parsed, any other is text. */
export async function send(url: string, { method, token, headers, json, body }: RequestOptions = {}): Promise<Answer> {
  const content = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url, {
    method: method ?? (content === undefined ? 'GET' : 'POST'),
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    redirect: 'manual',
    ...(content !== undefined && { body: content }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

/** One GraphQL request. */
export function graphql(
  serverUrl: string,
  query: string,
  { variables, ...options }: RequestOptions & { readonly variables?: Record<string, unknown> } = {},
): Promise<Answer> {
  return send(`${serverUrl}/graphql`, { ...options, json: { query, variables } });
}
