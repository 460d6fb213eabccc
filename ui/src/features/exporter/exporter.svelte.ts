import type {
  AppError,
  CatalogueFormat,
  ExportedView,
  ExportOptions,
  ExportTask,
  Progress,
} from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { chooseFileToWrite, chooseFolder } from '../../ipc/events';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';

export type Kind = Extract<ExportTask, { kind: 'session' | 'catalogue' }>['kind'];
export type SessionFormat = Extract<ExportTask, { kind: 'session' }>['format'];

export type Run =
  | { kind: 'none' }
  | { kind: 'running'; job: number; progress: Progress | null }
  | { kind: 'done'; exported: ExportedView }
  | { kind: 'stopped' }
  | { kind: 'failed'; error: AppError; task: ExportTask; out: string };

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
  run = $state.raw<Run>({ kind: 'none' });

  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  /** Opens the dialog for a session; for the list of all where that is null. */
  show(session: { id: string; title: string } | null) {
    this.shown = true;
    if (this.run.kind === 'running') return;
    this.run = { kind: 'none' };
    this.session = session;
    this.kind = session ? 'session' : 'catalogue';
  }

  /** The kinds that there is nothing for. */
  get missing(): Kind[] {
    return this.session ? [] : ['session'];
  }

  choose(change: Partial<Pick<Exporter, 'kind' | 'format' | 'catalogueFormat' | 'options'>>) {
    Object.assign(this, change);
    if (this.run.kind !== 'running') this.run = { kind: 'none' };
  }

  set(change: Partial<ExportOptions>) {
    this.choose({ options: { ...this.options, ...change } });
  }

  /** Asks where to, and writes it there. */
  async start() {
    const task = this.#task();
    if (!task) return;
    try {
      const place = await commands.exportPlace(task);
      const out =
        place.kind === 'file'
          ? await chooseFileToWrite(t.exporter.saveTitle, place.name)
          : await chooseFolder(t.exporter.folderTitle, place.near);
      if (out === null) return;
      // The system's dialog has asked already whether the one file may be replaced.
      await this.#write(forced(task, place.kind === 'file' && place.alone), out);
    } catch (error) {
      this.run = { kind: 'failed', error: asAppError(error), task, out: '' };
    }
  }

  /** Writes it over what was in the way. */
  async replace() {
    if (this.run.kind === 'failed') await this.#write(forced(this.run.task, true), this.run.out);
  }

  cancel() {
    if (this.run.kind === 'running') void commands.cancel(this.run.job);
  }

  async reveal() {
    try {
      await commands.showExport();
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
    }
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

  async #write(task: ExportTask, out: string) {
    const job = commands.freshJob();
    this.run = { kind: 'running', job, progress: null };
    try {
      const exported = await commands.exportTo(task, out, job, (progress) => {
        if (this.run.kind === 'running') this.run = { kind: 'running', job, progress };
      });
      this.run = { kind: 'done', exported };
      if (!this.shown) this.#toasts.show(t.exporter.done(exported.files.length));
    } catch (error) {
      const failure = asAppError(error);
      this.run =
        failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error: failure, task, out };
      if (!this.shown && this.run.kind === 'failed')
        this.#toasts.show(failure.message, { help: failure.help, look: 'error' });
    }
  }
}

const forced = (task: ExportTask, force: boolean): ExportTask =>
  'options' in task
    ? { ...task, options: { ...task.options, force } }
    : { ...task, wish: { ...task.wish, force } };
