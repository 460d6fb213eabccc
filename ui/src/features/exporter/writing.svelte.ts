import type { AppError, ExportedView, ExportTask, Progress } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { chooseFileToWrite, chooseFolder } from '../../ipc/events';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';

export type Run =
  | { kind: 'none' }
  | { kind: 'running'; job: number; progress: Progress | null }
  | { kind: 'done'; exported: ExportedView; task: ExportTask }
  | { kind: 'stopped' }
  | { kind: 'failed'; error: AppError; task: ExportTask; out: string };

/** The writing of something for others: where to, how far it is, and what came of it. */
export class Writing {
  run = $state.raw<Run>({ kind: 'none' });

  #toasts: Toasts;
  /** Whether the person sees how far it is; else the end of it is told. */
  #isSeen: () => boolean;

  constructor(toasts: Toasts, isSeen: () => boolean) {
    this.#toasts = toasts;
    this.#isSeen = isSeen;
  }

  get running() {
    return this.run.kind === 'running';
  }

  /** What came of the last one is of no interest any more. */
  forget() {
    if (!this.running) this.run = { kind: 'none' };
  }

  /** Asks where to, and writes it there. */
  async start(task: ExportTask) {
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

  async #write(task: ExportTask, out: string) {
    const job = commands.freshJob();
    this.run = { kind: 'running', job, progress: null };
    try {
      const exported = await commands.exportTo(task, out, job, (progress) => {
        if (this.run.kind === 'running') this.run = { kind: 'running', job, progress };
      });
      this.run = { kind: 'done', exported, task };
      if (!this.#isSeen()) this.#toasts.show(t.exporter.done(exported.files.length));
    } catch (error) {
      const failure = asAppError(error);
      this.run =
        failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error: failure, task, out };
      if (!this.#isSeen() && this.run.kind === 'failed')
        this.#toasts.show(failure.message, { help: failure.help, look: 'error' });
    }
  }
}

const forced = (task: ExportTask, force: boolean): ExportTask =>
  'options' in task
    ? { ...task, options: { ...task.options, force } }
    : { ...task, wish: { ...task.wish, force } };
