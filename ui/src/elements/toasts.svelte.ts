export interface Toast {
  id: number;
  text: string;
  help: string;
  look: 'error' | 'info';
  action: { label: string; run: () => void } | null;
}

const SHOWN_FOR = 6000;

/** Short words about what was just done, which go by themselves. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}) {
    const toast: Toast = { id: this.#next++, text, help: '', look: 'info', action: null, ...more };
    this.list = [...this.list.filter((other) => other.text !== text), toast].slice(-3);
    setTimeout(() => this.dismiss(toast.id), toast.look === 'error' ? 2 * SHOWN_FOR : SHOWN_FOR);
  }

  dismiss(id: number) {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}
