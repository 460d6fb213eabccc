import type { AppError } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { Score } from './score.svelte';

export type Status =
  | { kind: 'none' }
  | { kind: 'opening'; id: string }
  | { kind: 'open'; id: string; score: Score }
  | { kind: 'failed'; id: string; error: AppError };

/** Which session is open, or why it isn't. */
export class Sessions {
  status = $state.raw<Status>({ kind: 'none' });

  get id(): string | null {
    return this.status.kind === 'none' ? null : this.status.id;
  }

  get score(): Score | null {
    return this.status.kind === 'open' ? this.status.score : null;
  }

  close() {
    this.status = { kind: 'none' };
  }

  /** Gives the score, unless it can't be opened or another session was asked for meanwhile. */
  async open(id: string): Promise<Score | null> {
    const opening: Status = { kind: 'opening', id };
    this.status = opening;
    try {
      const score = new Score(await commands.openSession(id));
      if (this.status !== opening) return null;
      this.status = { kind: 'open', id, score };
      return score;
    } catch (error) {
      if (this.status === opening) this.status = { kind: 'failed', id, error: asAppError(error) };
      return null;
    }
  }
}
