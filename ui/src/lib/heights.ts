/**
 * The heights of very many rows, of which few have been measured: a Fenwick tree over what the measured ones differ from
 * the estimate (Fenwick 1994), so that each question and each change takes log n steps.
 */
export class Heights {
  readonly #estimate: number;
  readonly #tree: Float64Array;
  readonly #difference: Float64Array;
  readonly #measured: Uint8Array;

  constructor(
    readonly length: number,
    estimate: number,
  ) {
    this.#estimate = estimate;
    this.#tree = new Float64Array(length + 1);
    this.#difference = new Float64Array(length);
    this.#measured = new Uint8Array(length);
  }

  isMeasured(index: number): boolean {
    return this.#measured[index] === 1;
  }

  of(index: number): number {
    return this.#estimate + (this.#difference[index] ?? 0);
  }

  /** Notes a measured height; gives by how much the row grew. */
  measure(index: number, height: number): number {
    if (index < 0 || index >= this.length) return 0;
    const grown = height - this.of(index);
    this.#measured[index] = 1;
    if (grown === 0) return 0;
    this.#difference[index] = height - this.#estimate;
    for (let node = index + 1; node <= this.length; node += node & -node) {
      this.#tree[node] = (this.#tree[node] ?? 0) + grown;
    }
    return grown;
  }

  /** How much room the first `count` rows take: where row `count` begins. */
  before(count: number): number {
    let sum = Math.min(count, this.length) * this.#estimate;
    for (let node = Math.min(count, this.length); node > 0; node -= node & -node)
      sum += this.#tree[node] ?? 0;
    return sum;
  }

  /** The row that stands at an offset; the first or last for one outside. */
  at(offset: number): number {
    let row = 0;
    let rest = offset;
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.length))); step >= 1; step /= 2) {
      if (row + step > this.length) continue;
      const room = step * this.#estimate + (this.#tree[row + step] ?? 0);
      if (room <= rest) {
        row += step;
        rest -= room;
      }
    }
    return Math.max(0, Math.min(row, this.length - 1));
  }
}
