/** How far from the first or the last one another is put before or after it. */
const GAP = 1000;

/**
 * The positions that change when one of `positions`, which ascend, is moved from an index to another. It goes halfway
 * between its new neighbours, and nobody else moves, unless there is no room between them.
 */
export function moved(positions: readonly number[], from: number, to: number): Map<number, number> {
  const order = positions.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  const before = positions[order[to - 1] ?? -1] ?? -Infinity;
  const after = positions[order[to + 1] ?? -1] ?? Infinity;
  const position =
    before === -Infinity ? after - GAP : after === Infinity ? before + GAP : (before + after) / 2;
  if (before < position && position < after) return new Map([[from, position]]);
  return new Map(order.map((index, place) => [index, place * GAP]));
}
