import type { FormEvent } from 'react';

const KEY = 'guildhall:token';

/** The token, kept as long as the tab is open, and apart from the history of operations, which outlives the tab. */
export const keptToken = (): string => sessionStorage.getItem(KEY) ?? '';

export function TokenField({ token, onToken }: { token: string; onToken: (token: string) => void }) {
  const keep = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    const given = currentTarget.value.trim().replace(/^bearer\s+/i, '');
    sessionStorage.setItem(KEY, given);
    onToken(given);
  };
  return (
    <label className="token">
      Token
      <input
        type="password"
        autoComplete="off"
        placeholder="npm run -s token -- --user 7"
        value={token}
        onInput={keep}
      />
    </label>
  );
}
