/** A step, numbered through all histories, so that the last of several can be told. */
export type Step<T> = T & { readonly turn: number };

/** What was done and can be undone, and what was undone and can be done again. Never changed, only replaced. */
export interface Undo<T> {
  readonly done: readonly Step<T>[];
  readonly undone: readonly Step<T>[];
}

export const nothingDone: Undo<never> = { done: [], undone: [] };

let turns = 0;

export function did<T extends object>(undo: Undo<T>, step: T): Undo<T> {
  return { done: [...undo.done, { ...step, turn: ++turns }], undone: [] };
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

interface Keeper {
  readonly history: Undo<object>;
}

/** Of those that keep a history, the one where the last step was done. */
export function toUndo<K extends Keeper>(keepers: readonly K[]): K | undefined {
  const last = Math.max(...keepers.map(({ history }) => turnOf(history.done)));
  return keepers.find(({ history }) => history.done.at(-1)?.turn === last);
}

/** Of those that keep a history, the one where the last step was undone, unless something else was done since. */
export function toRedo<K extends Keeper>(keepers: readonly K[]): K | undefined {
  const done = Math.max(...keepers.map(({ history }) => turnOf(history.done)));
  const next = keepers.map(({ history }) => turnOf(history.undone)).filter((turn) => turn > done);
  return keepers.find(({ history }) => history.undone.at(-1)?.turn === Math.min(...next));
}

const turnOf = (steps: Undo<object>['done']) => steps.at(-1)?.turn ?? 0;
