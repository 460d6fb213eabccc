import type { ClockReading } from '../ipc/bindings/wire';

/** Beyond this, being behind is a jump and no jitter. */
const JITTER = 250;

/**
 * What is heard now, between two readings of the player's clock. Times of the window (`performance.now()`) are passed in.
 * While one thing plays on, it never goes backwards by jitter, so that a row does not become current twice.
 */
export class Clock {
  #reading: ClockReading = { at_ms: 0, state: 'empty', speed: 1, generation: -1 };
  #taken = 0;
  #shown = -Infinity;

  get reading(): ClockReading {
    return this.#reading;
  }

  /** Takes a reading that was valid at `taken`; one of an older generation is stale, and refused. */
  take(reading: ClockReading, taken: number): boolean {
    const old = this.#reading;
    if (reading.generation < old.generation) return false;
    const flows =
      reading.generation === old.generation && reading.state === 'playing' && old.state === 'playing';
    if (!flows) this.#shown = -Infinity;
    this.#reading = reading;
    this.#taken = taken;
    return true;
  }

  /** The moment that is heard at `time`. */
  at(time: number): number {
    const { at_ms, state, speed } = this.#reading;
    if (state !== 'playing') return at_ms;
    const at = at_ms + Math.max(0, time - this.#taken) * speed;
    if (at < this.#shown && this.#shown - at < JITTER) return this.#shown;
    this.#shown = at;
    return at;
  }
}

/** When a reading was true that was asked for and answered at these times: in the middle. */
export function midpoint(asked: number, answered: number): number {
  return (asked + answered) / 2;
}
