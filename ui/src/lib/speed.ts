export const SLOWEST = 0.5;
export const FASTEST = 3;
export const STEP = 0.05;
export const PRESETS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The nearest speed there is. */
export function toSpeed(wished: number): number {
  const stepped = Math.round(wished / STEP) * STEP;
  return Math.round(Math.max(SLOWEST, Math.min(FASTEST, stepped)) * 100) / 100;
}
