/** A moment as a clock shows it: `24:10`, `1:02:03`, `−0:12`. */
export function clockText(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / 1000);
  const sign = ms < 0 && whole > 0 ? '−' : '';
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = two(whole % 60);
  return sign + (hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`);
}

/** How long something takes: `52 s`, `58 min`, `1 h 02`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
}

/** An ISO 8601 date, which may be only a year or a month, as people write it: `14 May 2008`. */
export function dateText(iso: string): string {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso);
  if (!match) return iso;
  const [, year, month, day] = match;
  if (!month) return year ?? iso;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: day ? 'short' : 'long',
    ...(day ? { day: 'numeric' as const } : {}),
  }).format(date);
}

const AGO: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago a moment was, as people say it: `just now`, `3 hours ago`, `yesterday`, `2 months ago`. */
export function agoText(rfc3339: string, now: number): string {
  const seconds = (now - Date.parse(rfc3339)) / 1000;
  const [unit, length] = AGO.find(([, length]) => seconds >= length) ?? [];
  if (!unit || !length) return 'just now';
  const format = new Intl.RelativeTimeFormat('en', { numeric: unit === 'day' ? 'auto' : 'always' });
  return format.format(-Math.floor(seconds / length), unit);
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
