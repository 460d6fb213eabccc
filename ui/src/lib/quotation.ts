import { clockText, dateText } from './time';

/** Words of a session, as they are quoted. */
export interface Quoted {
  lines: readonly { author: string; text: string }[];
  /** The session's title. */
  session: string;
  date: string | null;
  at: number;
}

/** “Words” — who, where, when. Where several speak, each is named where they begin. */
export function quotation({ lines, session, date, at }: Quoted): string {
  const names = [...new Set(lines.map(({ author }) => author))].filter((name) => name !== '');
  const words = lines.map(({ author, text }, i) => {
    const begins = names.length > 1 && author !== '' && author !== lines[i - 1]?.author;
    return (begins ? `${author}: ` : '') + text.trim();
  });
  const source = [...names, session, clockText(at), ...(date ? [dateText(date)] : [])];
  return `“${words.join(' ')}” — ${source.join(', ')}`;
}
