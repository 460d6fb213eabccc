const DAY = 86_400_000;
/** A log without a date counts from a midnight, and runs for days at most; what is later counts from 1970. */
const EPOCH_FROM = 1000 * DAY;

/** A moment to the millisecond, as one types it: `24:10`, `1:02:03.25`, `−0:12`. */
export function exactText(ms: number): string {
  const whole = Math.abs(Math.round(ms));
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const [hours, minutes, seconds] = [
    Math.floor(whole / 3_600_000),
    (whole / 60_000) % 60,
    (whole / 1000) % 60,
  ];
  const start = hours > 0 ? `${hours}:${two(minutes)}` : String(Math.floor(minutes));
  const rest = whole % 1000;
  const fraction = rest > 0 ? `.${String(rest).padStart(3, '0').replace(/0+$/, '')}` : '';
  return `${ms < 0 && whole > 0 ? '−' : ''}${start}:${two(seconds)}${fraction}`;
}

/** Reads `90`, `1:30`, `0:01:30.250`, `−0:12`; null where it is none of these. */
export function readMoment(text: string): number | null {
  const match = /^\s*([-−]?)(?:(?:(\d{1,6}):)?(\d{1,6}):)?(\d{1,9}(?:[.,]\d{1,3})?)\s*$/.exec(text);
  if (!match) return null;
  const [, sign, hours = '0', minutes = '0', seconds = ''] = match;
  const ms = Math.round(
    Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds.replace(',', '.')) * 1000,
  );
  return sign ? 0 - ms : ms;
}

/** A moment of a log's own clock: a time of day or since its start, or where the log counts from 1970 a date too. */
export function sourceText(ms: number): string {
  if (ms < EPOCH_FROM) return exactText(ms);
  const rest = ((ms % DAY) + DAY) % DAY;
  return `${new Date(ms - rest).toISOString().slice(0, 10)} ${exactText(rest)}`;
}

/** Reads what `sourceText` writes; a time without a date is on the day of `near`, where that has one. */
export function readSource(text: string, near: number): number | null {
  const match = /^\s*(\d{4}-\d{2}-\d{2})\s+(.*)$/.exec(text);
  const time = readMoment(match?.[2] ?? text);
  if (time === null) return null;
  if (match) {
    const day = Date.parse(`${match[1]}T00:00:00Z`);
    return Number.isNaN(day) ? null : day + time;
  }
  return near < EPOCH_FROM ? time : near - (near % DAY) + time;
}
