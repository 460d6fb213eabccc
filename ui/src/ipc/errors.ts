import type { AppError } from './bindings/wire';

/** Whatever a call was rejected with, as an error that a person can read. */
export function asAppError(error: unknown): AppError {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const { code, message, help } = error as Partial<AppError>;
    return { code: code ?? 'failed', message: String(message), help: help ?? '' };
  }
  return { code: 'failed', message: String(error), help: '' };
}
