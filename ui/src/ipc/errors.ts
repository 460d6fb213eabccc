import type { AppError, Code } from './bindings/wire';

const CODES: Record<Code, true> = {
  cancelled: true,
  superseded: true,
  read_only: true,
  not_found: true,
  changed: true,
  no_sound: true,
  failed: true,
};

/** What a command was refused with. Anything that is no error of ours is a fault of the program. */
export function asError(thrown: unknown): AppError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const { code, message, help } = thrown as { code: unknown; message: unknown; help?: unknown };
    if (typeof code === 'string' && code in CODES) {
      return { code: code as Code, message: String(message), help: typeof help === 'string' ? help : '' };
    }
  }
  return { code: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown), help: '' };
}
