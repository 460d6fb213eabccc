import type { MenuItem } from '../../elements/Menu.svelte';
import type { Toasts } from '../../elements/toasts.svelte';
import type { AppError } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { t } from '../../lib/messages';
import { quotation, type Quoted } from '../../lib/quotation';

/** A stretch of a session that others are pointed to, or a moment, which ends where it begins. */
export interface Passage {
  session: string;
  from: number;
  to: number;
  quoted: () => Quoted | Promise<Quoted>;
}

/** Puts moments onto the clipboard: as links, citations and quotations. */
export class Sharing {
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  /**
   * A text may be yet to come: the clipboard is open only right after the person pressed something, so it is asked for
   * at once, and gets the text when that is there.
   */
  async copy(text: string | Promise<string>, said: string) {
    let failure: AppError | null = null;
    try {
      if (typeof text === 'string') await navigator.clipboard.writeText(text);
      else {
        const told = text.catch((error: unknown) => {
          failure = asAppError(error);
          throw error;
        });
        await navigator.clipboard.write([new ClipboardItem({ 'text/plain': told })]);
      }
    } catch {
      const { message, help } = failure ?? { message: t.sharing.failed, help: t.sharing.failedHelp };
      return this.#toasts.show(message, { help, look: 'error' });
    }
    this.#toasts.show(said);
  }

  copyLink(passage: Omit<Passage, 'quoted'>) {
    const link = pointer(passage).then((found) => found.link);
    return this.copy(link, t.sharing.linked(passage.from));
  }

  copyCitation(passage: Passage, style: string) {
    const text = pointer(passage).then(
      ({ citations }) => citations.find((one) => one.style === style)?.text ?? citations[0]?.text ?? '',
    );
    return this.copy(text, t.sharing.cited(style));
  }

  copyQuotation(passage: Passage) {
    const quoted = passage.quoted();
    const text = quoted instanceof Promise ? quoted.then(quotation) : quotation(quoted);
    return this.copy(text, t.sharing.quoted);
  }

  /** All ways to share a passage, for a menu. */
  itemsFor(passage: Passage): MenuItem[] {
    const styles = t.sharing.styles.map((style) => ({
      label: style,
      run: () => void this.copyCitation(passage, style),
    }));
    return [
      { label: t.sharing.quotation, run: () => void this.copyQuotation(passage) },
      { label: t.sharing.citation, items: styles },
      { label: t.sharing.link, run: () => void this.copyLink(passage) },
    ];
  }
}

const pointer = ({ session, from, to }: Omit<Passage, 'quoted'>) =>
  commands.pointer(session, Math.round(from), Math.round(to));
