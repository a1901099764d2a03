import type { ClientConfig, CustomTypesConfig } from 'pg';

/** How a process connects. */
export interface ConnectionSettings {
  readonly url: string;
  /** Connections for reads; one more writes. */
  readonly connections: number;
  /** Whether statements are kept prepared by name. */
  readonly prepare: boolean;
  /** Milliseconds after which the server ends a statement. */
  readonly timeoutMs: number;
}

/** Milliseconds in which a connection has to be made. */
const CONNECT_MS = 5_000;
/** Milliseconds beyond the server's own timeout after which a connection counts as dead. */
const SILENCE_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;

const INT8 = 20;
const NUMBERS = new Set([INT8, 21, 23, 26, 700, 701, 1700]);
const BOOL = 16;

/** Reads every number as one: none here is beyond 2^53. */
const types: CustomTypesConfig = {
  getTypeParser: (type: number): ((text: string) => unknown) => {
    if (NUMBERS.has(type)) return Number;
    if (type === BOOL) return (text) => text === 't';
    return (text) => text;
  },
};

/**
 * The settings of a session: JIT compilation makes a plan of milliseconds take seconds, and every wait has an end. They
 * are sent as startup options, which poolers drop or refuse: see start-checks.ts.
 */
function sessionOptions({ timeoutMs }: Pick<ConnectionSettings, 'timeoutMs'>): string {
  const settings = {
    jit: 'off',
    statement_timeout: timeoutMs,
    lock_timeout: Math.ceil(timeoutMs / 2),
    idle_in_transaction_session_timeout: timeoutMs,
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** What the driver needs to connect. `options` of the address itself come first, so that these have the last word. */
export function clientConfig(settings: ConnectionSettings): ClientConfig {
  const url = new URL(settings.url);
  const own = url.searchParams.get('options');
  url.searchParams.delete('options');
  return {
    connectionString: url.href,
    application_name: 'guildhall',
    options: [...(own === null ? [] : [own]), sessionOptions(settings)].join(' '),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: settings.timeoutMs + SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types,
  };
}
