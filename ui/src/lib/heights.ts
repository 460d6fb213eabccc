/**
 * The heights of many rows, measured or still estimated. A Fenwick tree (Fenwick 1994) holds how far each differs
 * from the estimate, so that a row's offset and the row at an offset take O(log n), and measuring one too.
 */
export class Heights {
  readonly #tree: Float64Array;
  readonly #extra: Float32Array;
  readonly #top: number;

  constructor(
    readonly count: number,
    readonly estimate: number,
  ) {
    this.#tree = new Float64Array(count + 1);
    this.#extra = new Float32Array(count);
    let top = 1;
    while (top * 2 <= count) top *= 2;
    this.#top = top;
  }

  height(index: number): number {
    return this.estimate + (this.#extra[index] ?? 0);
  }

  /** Where row `index` begins; of `count`, where the last one ends. */
  offset(index: number): number {
    const end = Math.max(0, Math.min(index, this.count));
    let sum = end * this.estimate;
    for (let i = end; i > 0; i -= i & -i) sum += this.#tree[i] as number;
    return sum;
  }

  /** The row that covers `offset`, kept within the list. */
  indexAt(offset: number): number {
    let index = 0;
    let left = offset;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = index + step;
      if (next > this.count) continue;
      const size = step * this.estimate + (this.#tree[next] as number);
      if (size <= left) {
        index = next;
        left -= size;
      }
    }
    return Math.max(0, Math.min(index, this.count - 1));
  }

  /** Notes a measured height; tells whether it is news. */
  set(index: number, height: number): boolean {
    if (index < 0 || index >= this.count) return false;
    const change = Math.fround(height - this.estimate) - (this.#extra[index] as number);
    if (Math.abs(change) < 0.01) return false;
    this.#extra[index] = height - this.estimate;
    for (let i = index + 1; i <= this.count; i += i & -i) this.#tree[i] = (this.#tree[i] as number) + change;
    return true;
  }
}
