import type { CatalogueFormat, ExportOptions, ExportTask } from '../../ipc/bindings/wire';
import type { Toasts } from '../../elements/toasts.svelte';
import { Writing } from './writing.svelte';

export type Kind = Extract<ExportTask, { kind: 'session' | 'catalogue' }>['kind'];
export type SessionFormat = Extract<ExportTask, { kind: 'session' }>['format'];

/** What is to be written for others, as what, and how far that is. */
export class Exporter {
  /** Whether the dialog is open. */
  shown = $state(false);
  kind = $state<Kind>('catalogue');
  session = $state.raw<{ id: string; title: string } | null>(null);
  format = $state<SessionFormat>('html');
  catalogueFormat = $state<CatalogueFormat>('html');
  options = $state.raw<ExportOptions>({
    private: false,
    sound: 'beside',
    base: null,
    rights: null,
    force: false,
  });
  readonly writing: Writing;

  constructor(toasts: Toasts) {
    this.writing = new Writing(toasts, () => this.shown);
  }

  /** Opens the dialog for a session; for the list of all where that is null. */
  show(session: { id: string; title: string } | null) {
    this.shown = true;
    if (this.writing.running) return;
    this.writing.forget();
    this.session = session;
    this.kind = session ? 'session' : 'catalogue';
  }

  /** The kinds that there is nothing for. */
  get missing(): Kind[] {
    return this.session ? [] : ['session'];
  }

  choose(change: Partial<Pick<Exporter, 'kind' | 'format' | 'catalogueFormat' | 'options'>>) {
    Object.assign(this, change);
    this.writing.forget();
  }

  set(change: Partial<ExportOptions>) {
    this.choose({ options: { ...this.options, ...change } });
  }

  /** Asks where to, and writes it there. */
  async start() {
    const task = this.#task();
    if (task) await this.writing.start(task);
  }

  #task(): ExportTask | null {
    const { kind, session, format, catalogueFormat, options } = this;
    switch (kind) {
      case 'session':
        return session && { kind, session: session.id, format, options };
      case 'catalogue':
        return { kind, format: catalogueFormat, options };
    }
  }
}
