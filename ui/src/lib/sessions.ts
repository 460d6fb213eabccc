import type { SessionCard } from '../ipc/bindings/wire';

export interface Group {
  /** Null for sessions of no series. */
  series: string | null;
  sessions: SessionCard[];
}

const newestFirst = (a: SessionCard, b: SessionCard) =>
  (b.date ?? '').localeCompare(a.date ?? '') || a.title.localeCompare(b.title);

/** Sessions by series, the series by name and those of none last; in each the newest first. */
export function bySeries(sessions: readonly SessionCard[]): Group[] {
  const groups = new Map<string | null, SessionCard[]>();
  for (const session of sessions) {
    const series = session.series?.trim() || null;
    const group = groups.get(series);
    if (group) group.push(session);
    else groups.set(series, [session]);
  }
  return [...groups]
    .map(([series, of]) => ({ series, sessions: of.sort(newestFirst) }))
    .sort((a, b) => {
      if (a.series === null || b.series === null)
        return a.series === b.series ? 0 : a.series === null ? 1 : -1;
      return a.series.localeCompare(b.series);
    });
}
