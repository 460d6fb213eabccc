/** What was before and what was undone. */
export class History<T> {
  readonly #past: T[] = [];
  readonly #future: T[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Notes what was there before a change. */
  changed(before: T): void {
    this.#past.push(before);
    this.#future.length = 0;
  }

  /** What a step back or forward would lead to. */
  next(way: 'undo' | 'redo'): T | null {
    return (way === 'undo' ? this.#past : this.#future).at(-1) ?? null;
  }

  /** What to go back to, giving what is there now; null where there is nothing. */
  undo(now: T): T | null {
    const before = this.#past.pop();
    if (before === undefined) return null;
    this.#future.push(now);
    return before;
  }

  redo(now: T): T | null {
    const after = this.#future.pop();
    if (after === undefined) return null;
    this.#past.push(now);
    return after;
  }
}
