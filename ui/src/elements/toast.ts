/** A few words that are shown for a while, with a way back where there is one. */
export interface Toast {
  id: number;
  text: string;
  action?: { label: string; do: () => void } | undefined;
}
