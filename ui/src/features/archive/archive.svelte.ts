import { asError } from '../../ipc/errors';
import * as commands from '../../ipc/commands';
import type { Added, AppError, Overview, Progress } from '../../ipc/bindings/wire';
import { bySeries } from '../../lib/sessions';

/** Files on their way into the archive, and what became of them. */
export type Adding =
  | { job: number; files: string[]; state: 'running'; progress: Progress | null }
  | { job: number; files: string[]; state: 'done'; added: Added[] }
  | { job: number; files: string[]; state: 'refused'; error: AppError };

const nameOf = (path: string) => path.split(/[\\/]/).findLast((part) => part !== '') ?? path;

/** The archive, as the list on the left shows it. */
export class Archive {
  overview = $state.raw<Overview | null>(null);
  failure = $state.raw<AppError | null>(null);
  adding = $state.raw<readonly Adding[]>([]);
  sampleFailure = $state.raw<AppError | null>(null);
  openingSample = $state(false);

  readonly groups = $derived(bySeries(this.overview?.sessions ?? []));

  #nextJob = 1;

  async refresh(): Promise<void> {
    await this.#take(commands.overview());
  }

  /** Looks at the folder itself again. */
  async rescan(): Promise<void> {
    this.failure = null;
    await this.#take(commands.scan());
  }

  async #take(asked: Promise<Overview>): Promise<void> {
    try {
      this.overview = await asked;
      this.failure = null;
    } catch (thrown) {
      this.failure = asError(thrown);
    }
  }

  /** Makes one session of some files; gives what was added. */
  async add(paths: string[]): Promise<Added[]> {
    if (paths.length === 0) return [];
    const job = this.#nextJob++;
    const files = paths.map(nameOf);
    this.#put({ job, files, state: 'running', progress: null });
    const options = { title: null, date: null, started_at: null, series: null, each: false };
    try {
      const added = await commands.add(paths, options, job, (progress) => {
        if (this.#isRunning(job)) this.#put({ job, files, state: 'running', progress });
      });
      this.#put({ job, files, state: 'done', added });
      void this.refresh();
      return added;
    } catch (thrown) {
      this.#put({ job, files, state: 'refused', error: asError(thrown) });
      return [];
    }
  }

  cancel(job: number): void {
    void commands.cancel(job);
  }

  forget(job: number): void {
    this.adding = this.adding.filter((one) => one.job !== job);
  }

  /** The session of the bundled sample; null if it could not be added. */
  async sample(): Promise<string | null> {
    this.openingSample = true;
    this.sampleFailure = null;
    try {
      const session = await commands.openSample();
      await this.refresh();
      return session;
    } catch (thrown) {
      this.sampleFailure = asError(thrown);
      return null;
    } finally {
      this.openingSample = false;
    }
  }

  #isRunning(job: number): boolean {
    return this.adding.some((one) => one.job === job && one.state === 'running');
  }

  #put(adding: Adding): void {
    const there = this.adding.some((one) => one.job === adding.job);
    this.adding = there
      ? this.adding.map((one) => (one.job === adding.job ? adding : one))
      : [...this.adding, adding];
  }
}
