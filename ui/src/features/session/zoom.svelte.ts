import type { Span } from '../../lib/snap';
import { moved, turned, zoomed } from '../../lib/zoom';

const STEP = 2;
/** What is heard jumped if it is so far from where it was last, in milliseconds. */
const JUMP = 1500;

/** How much of a timeline its waveform shows. */
export class Zoom {
  #duration: () => number;
  #shown = $state.raw<Span | null>(null);
  #heard = 0;

  constructor(duration: () => number) {
    this.#duration = duration;
  }

  get shown(): Span {
    return this.#shown ?? [0, this.#duration()];
  }

  get isWhole(): boolean {
    return this.#shown === null;
  }

  /** Shows half as much, about what is heard if it is in sight. */
  in() {
    this.by(1 / STEP);
  }

  out() {
    this.by(STEP);
  }

  whole() {
    this.#shown = null;
  }

  /** Shows so many times as much about a moment. */
  by(factor: number, about = this.#middle()) {
    this.#show(zoomed(this.shown, factor, about, this.#duration()));
  }

  move(by: number) {
    if (!this.isWhole) this.#show(moved(this.shown, by, this.#duration()));
  }

  /** Turns the page when what is heard goes over its edge, or jumps elsewhere; not if somebody looks elsewhere. */
  hear(at: number) {
    const [before, jumped] = [this.#heard, Math.abs(at - this.#heard) > JUMP];
    this.#heard = at;
    if (!this.#isIn(at) && (jumped || this.#isIn(before)))
      this.#show(turned(this.shown, at, this.#duration()));
  }

  #isIn(at: number): boolean {
    const [from, to] = this.shown;
    return from <= at && at <= to;
  }

  #middle(): number {
    const [from, to] = this.shown;
    return this.#isIn(this.#heard) ? this.#heard : (from + to) / 2;
  }

  #show(span: Span) {
    this.#shown = span[1] - span[0] < this.#duration() ? span : null;
  }
}
