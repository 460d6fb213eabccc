import type { Names } from '../ipc/bindings/wire';

/** From a name as it was written to the one that is shown. A name that two people share stays with the first. */
export function shownNames(joined: readonly Names[]): (written: string) => string {
  const shown = new Map<string, string>();
  for (const { name, also } of joined) {
    for (const one of [name, ...also]) if (!shown.has(one)) shown.set(one, name);
  }
  return (written) => shown.get(written) ?? written;
}

/** The words of a text in which names stand one after the other, between semicolons or line breaks; none twice. */
export function namesIn(text: string, known: readonly string[] = []): string[] {
  const fresh = text.split(/[;\n]/).map((name) => name.trim());
  return [...new Set(fresh)].filter((name) => name !== '' && !known.includes(name));
}
