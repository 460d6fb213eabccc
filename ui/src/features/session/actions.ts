import type { Written } from '../../ipc/bindings/wire';

/** What can be done with what is on the page. */
export interface ScoreActions {
  play(at: number, event: MouseEvent): void;
  /** Shows the message that a reply answers. */
  jump(id: string, at: number): void;
  menu(message: Written, button: HTMLElement): void;
  /** Takes a message by its handle, to put it where it belongs. */
  carry(message: Written, event: PointerEvent): void;
  copyLink(address: string): void;
}
