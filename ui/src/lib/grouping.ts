export interface Dated {
  title: string;
  date: string | null;
  series: string | null;
}

export interface Group<T> {
  /** Null for those that are in no series. */
  series: string | null;
  items: T[];
}

/** By series, in the alphabet's order with those without one last; the newest first in each. */
export function bySeries<T extends Dated>(sessions: readonly T[]): Group<T>[] {
  const groups = new Map<string | null, T[]>();
  for (const session of sessions) {
    const items = groups.get(session.series);
    if (items) items.push(session);
    else groups.set(session.series, [session]);
  }
  return [...groups]
    .map(([series, items]) => ({ series, items: items.sort(newestFirst) }))
    .sort((a, b) => {
      if (a.series === null || b.series === null)
        return a.series === b.series ? 0 : a.series === null ? 1 : -1;
      return collator.compare(a.series, b.series);
    });
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function newestFirst(a: Dated, b: Dated): number {
  return (b.date ?? '').localeCompare(a.date ?? '') || collator.compare(a.title, b.title);
}
