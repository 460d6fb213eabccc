import type { AppError, LastVerified, Progress } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';

/** Whether every byte of the archive is still as it came, and when that was last seen to. */
export class Fixity {
  last = $state.raw<LastVerified | null>(null);
  /** A check that is under way: of one session, or of all where that is null. */
  checking = $state.raw<{ job: number; session: string | null; progress: Progress | null } | null>(null);
  error = $state.raw<AppError | null>(null);

  /** Asks when it was last checked; of sessions in which nothing was bad, only of the open one. */
  async ask(open: string | null) {
    try {
      this.last = await commands.lastVerified(open);
    } catch {
      // What can't be told is not shown; a check says why.
    }
  }

  /** Checks a session, or all where it is null. */
  async check(session: string | null, open: string | null) {
    if (this.checking) return;
    const job = commands.freshJob();
    this.checking = { job, session, progress: null };
    this.error = null;
    try {
      await commands.verify(session, job, (progress) => {
        if (this.checking?.job === job) this.checking = { job, session, progress };
      });
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code !== 'cancelled') this.error = failure;
    }
    this.checking = null;
    await this.ask(open);
  }

  cancel() {
    if (this.checking) void commands.cancel(this.checking.job);
  }
}
