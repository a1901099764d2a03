/** Clears a terminal's line, and goes to its beginning. */
const ANEW = '\r\u001b[K';

/** One line of a terminal that tells how far a command is. Where standard error is no terminal, nothing is told. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${ANEW}${text}`);
}

/** Makes the line free for what a command says at its end. */
export function endProgress(): void {
  showProgress('');
}
