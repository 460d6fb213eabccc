import type { Written } from '../../ipc/bindings/wire';

/** What can be done with what is on the page. */
export interface ScoreActions {
  play(at: number, event: MouseEvent): void;
  /** Shows the message that a reply answers. */
  jump(id: string, at: number): void;
  menu(message: Written, button: HTMLElement): void;
  copyLink(address: string): void;
}
