/** What was done and can be undone, and what was undone and can be done again. Never changed, only replaced. */
export interface Undo<T> {
  readonly done: readonly T[];
  readonly undone: readonly T[];
}

export const nothingDone: Undo<never> = { done: [], undone: [] };

export function did<T>(undo: Undo<T>, step: T): Undo<T> {
  return { done: [...undo.done, step], undone: [] };
}

/** After the last step was undone. */
export function stepBack<T>(undo: Undo<T>): Undo<T> {
  const step = undo.done.at(-1);
  if (step === undefined) return undo;
  return { done: undo.done.slice(0, -1), undone: [...undo.undone, step] };
}

/** After the step that was undone last was done again. */
export function stepForward<T>(undo: Undo<T>): Undo<T> {
  const step = undo.undone.at(-1);
  if (step === undefined) return undo;
  return { done: [...undo.done, step], undone: undo.undone.slice(0, -1) };
}
