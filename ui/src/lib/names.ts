import type { Names } from '../ipc/bindings/wire';

/** From a name as it was written to the one that is shown. A name that two people share stays with the first. */
export function shownNames(joined: readonly Names[]): (written: string) => string {
  const shown = new Map<string, string>();
  for (const { name, also } of joined) {
    for (const one of [name, ...also]) if (!shown.has(one)) shown.set(one, name);
  }
  return (written) => shown.get(written) ?? written;
}
