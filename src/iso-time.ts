const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Days whose text is kept; beyond this many, all are forgotten together. */
const MAX_DAYS = 1_000;

const days = new Map<number, string>();
const minutes = Array.from({ length: 1_440 }, (_, of) => `${digits(Math.floor(of / 60), 2)}:${digits(of % 60, 2)}:`);
const seconds = Array.from({ length: 60 }, (_, of) => `${digits(of, 2)}.`);
const milliseconds = Array.from({ length: 1_000 }, (_, of) => `${digits(of, 3)}Z`);

/**
 * Writes a date as `toISOString` does, of parts that are made once: W2 +3 % answers, -3 % processor time (2026-11-30).
 *
 * @throws RangeError for a date that is none.
 */
export function isoTime(date: Date): string {
  const ms = date.getTime();
  const number = Math.floor(ms / DAY_MS);
  const ofDay = ms - number * DAY_MS;
  const ofMinute = ofDay % MINUTE_MS;
  return (
    (days.get(number) ?? dayOf(date, number)) +
    minutes[(ofDay - ofMinute) / MINUTE_MS] +
    seconds[Math.floor(ofMinute / 1_000)] +
    milliseconds[ofMinute % 1_000]
  );
}

function dayOf(date: Date, number: number): string {
  const text = date.toISOString();
  const day = text.slice(0, text.indexOf('T') + 1);
  if (days.size >= MAX_DAYS) days.clear();
  days.set(number, day);
  return day;
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, '0');
}
