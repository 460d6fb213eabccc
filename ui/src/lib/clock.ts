/** What a clock said, and when on the window's own clock it said so. */
export interface TimedReading {
  at: number;
  running: boolean;
  speed: number;
  generation: number;
  /** On `performance.now()`: the middle of the call that asked. */
  taken: number;
}

/** The moment that is heard at `now`, carried on from the reading. */
export function momentAt(reading: TimedReading, now: number, end: number): number {
  if (!reading.running) return reading.at;
  const moment = reading.at + Math.max(0, now - reading.taken) * reading.speed;
  return Math.min(moment, Math.max(end, reading.at));
}

/** How long until the clock reaches `moment`, in the window's milliseconds; null where it won't by itself. */
export function waitFor(reading: TimedReading, now: number, moment: number): number | null {
  if (!reading.running || reading.speed <= 0) return null;
  return Math.max(0, (moment - reading.at) / reading.speed - (now - reading.taken));
}

/** Whether `next` is news: of a later load or seek, or of the same one and asked later. */
export function isNewer(current: TimedReading | null, next: TimedReading): boolean {
  if (!current) return true;
  if (next.generation !== current.generation) return next.generation > current.generation;
  return next.taken >= current.taken;
}
