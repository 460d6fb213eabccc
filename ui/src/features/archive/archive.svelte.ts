import type { AppError, Overview, Progress } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';

export type ArchiveStatus =
  { kind: 'loading' } | { kind: 'ready'; overview: Overview } | { kind: 'failed'; error: AppError };

export interface Adding {
  job: number;
  progress: Progress | null;
}

/** The archive as the list shows it, and what is being added to it. */
export class Archive {
  status = $state.raw<ArchiveStatus>({ kind: 'loading' });
  adding = $state.raw<Adding[]>([]);
  refusals = $state.raw<AppError[]>([]);
  warnings = $state.raw<string[]>([]);
  problemsSeen = $state(false);

  get sessions() {
    return this.status.kind === 'ready' ? this.status.overview.sessions : [];
  }

  async load(from: () => Promise<Overview> = commands.overview) {
    try {
      this.status = { kind: 'ready', overview: await from() };
    } catch (error) {
      if (this.status.kind === 'ready') this.refuse(asAppError(error));
      else this.status = { kind: 'failed', error: asAppError(error) };
    }
  }

  retry() {
    this.status = { kind: 'loading' };
    return this.load(commands.scan);
  }

  /** Adds files; gives what came of them, empty where nothing did. */
  async add(paths: string[]) {
    if (paths.length === 0) return [];
    const job = commands.freshJob();
    this.adding = [...this.adding, { job, progress: null }];
    const options = { title: null, date: null, started_at: null, series: null, recipe: null, each: false };
    try {
      const added = await commands.add(paths, options, job, (progress) => {
        this.adding = this.adding.map((one) => (one.job === job ? { job, progress } : one));
      });
      this.warnings = [...this.warnings, ...added.flatMap((one) => one.warnings)];
      await this.load();
      return added;
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code !== 'cancelled') this.refuse(failure);
      return [];
    } finally {
      this.adding = this.adding.filter((one) => one.job !== job);
    }
  }

  async cancel(job: number) {
    try {
      await commands.cancel(job);
    } catch (error) {
      this.refuse(asAppError(error));
    }
  }

  /** Puts the sample into the archive; gives its id. */
  async sample(): Promise<string | null> {
    try {
      const id = await commands.openSample();
      await this.load();
      return id;
    } catch (error) {
      this.refuse(asAppError(error));
      return null;
    }
  }

  refuse(error: AppError) {
    this.refusals = [...this.refusals, error];
  }

  dismiss(error: AppError) {
    this.refusals = this.refusals.filter((one) => one !== error);
  }
}
