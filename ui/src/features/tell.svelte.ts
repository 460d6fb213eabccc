import type { Toast } from '../elements/toast';

const LASTS = 7_000;

/** Short words to the person: shown for a while, and read out by a screen reader. */
export class Teller {
  toasts = $state.raw<readonly Toast[]>([]);
  /** For the screen reader alone. */
  said = $state('');

  #next = 1;
  #held = false;

  /** Shows a few words, with a way back where there is one. */
  show(text: string, action?: Toast['action']): void {
    const id = this.#next++;
    this.toasts = [...this.toasts.slice(-2), { id, text, action }];
    this.#later(id);
  }

  say(text: string): void {
    this.said = text;
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Nothing goes away under the pointer or the focus. */
  hold(held: boolean): void {
    this.#held = held;
  }

  #later(id: number): void {
    setTimeout(() => (this.#held ? this.#later(id) : this.dismiss(id)), LASTS);
  }
}
