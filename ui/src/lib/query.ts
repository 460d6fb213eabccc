import type { SearchAnswer, SearchHit } from '../ipc/bindings/wire';

export interface HitGroup {
  session: string;
  title: string;
  date: string;
  /** How many hits the session has, of which these are the best. */
  total: number;
  hits: SearchHit[];
  /** The number of the first of them among all that are shown. */
  first: number;
}

/** The hits of an answer, session by session, in the order in which they are shown. */
export function grouped(answer: Pick<SearchAnswer, 'groups' | 'hits'>): HitGroup[] {
  let first = 0;
  return answer.groups.map(({ hits, ...group }) => {
    const own = hits.flatMap((index) => answer.hits[index] ?? []);
    const begins = first;
    first += own.length;
    return { ...group, hits: own, first: begins };
  });
}
