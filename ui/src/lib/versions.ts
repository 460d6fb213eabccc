/** A value of a file, as people read it; null where there is none. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    const parts = value.map((part) => (typeof part === 'object' ? JSON.stringify(part) : String(part)));
    return parts.join('; ');
  }
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as string | number | boolean);
}
