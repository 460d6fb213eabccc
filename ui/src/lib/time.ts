const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A moment, as `24:14` or `1:02:03`; whole seconds, never ahead of time. */
export function formatTime(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  const sign = ms < 0 && seconds > 0 ? '−' : '';
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${sign}${h}:${two(m)}:${two(s)}` : `${sign}${m}:${two(s)}`;
}

/** A moment, as a screen reader should say it: `24 minutes 14 seconds`. */
export function speakTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND);
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`);
  return said.length > 0 ? said.join(' ') : '0 seconds';
}

/** A length at a glance: `52 s`, `58 min`, `1 h 02`. */
export function formatLength(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

/** A length to the second where it is short: `52 s`, `1 min 05 s`. */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (ms >= HOUR) return formatLength(ms);
  const rest = seconds % 60;
  return rest === 0
    ? `${seconds / 60} min`
    : `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, '0')} s`;
}

/** A shift with its sign: `+12.0 s`, `−0.1 s`. */
export function formatShift(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const seconds = Math.abs(ms) / SECOND;
  return `${sign}${Number.isInteger(seconds * 10) ? seconds.toFixed(1) : seconds.toFixed(3)} s`;
}

/** Reads `90`, `1:30`, `0:01:30.250` or `90500ms`; null for what is no time. */
export function parseTime(text: string): number | null {
  const trimmed = text.trim();
  const ms = /^(\d+)\s*ms$/.exec(trimmed);
  if (ms) return Number(ms[1]);
  const clock = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d{1,3})?)$/.exec(trimmed);
  if (!clock) return null;
  const [, h = '0', m = '0', s = '0'] = clock;
  const colons = trimmed.split(':').length - 1;
  if ((colons > 0 && Number(s) >= 60) || (colons > 1 && Number(m) >= 60)) return null;
  return Number(h) * HOUR + Number(m) * MINUTE + Math.round(Number(s) * SECOND);
}

/** An ISO date that may be only a year or a month, as `14 May 2008`, `May 2008` or `2008`. */
export function formatDate(date: string): string {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(date);
  if (!match) return date;
  const [, year, month, day] = match;
  if (!month) return year ?? date;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  if (Number.isNaN(at.getTime())) return date;
  const style: Intl.DateTimeFormatOptions = {
    timeZone: 'UTC',
    year: 'numeric',
    month: day ? 'short' : 'long',
  };
  return new Intl.DateTimeFormat('en-GB', day ? { ...style, day: 'numeric' } : style).format(at);
}

/** Round distances at which to write times beneath a scale, so that no more than `most` are needed. */
export function ticks(duration: number, most: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 36_000].map(
    (s) => s * SECOND,
  );
  const step = steps.find((s) => duration / s <= most) ?? Math.ceil(duration / most / HOUR) * HOUR;
  const marks: number[] = [];
  if (duration <= 0 || most < 1) return [0];
  for (let at = 0; at < duration; at += step) marks.push(at);
  return marks;
}
