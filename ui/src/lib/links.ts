export interface TextPart {
  text: string;
  /** Whether it is an address on the web. */
  link: boolean;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+/giu;
const TRAILING = /[.,;:!?'’)\]]+$/u;

/** Text in parts, addresses apart. A full stop after an address belongs to the sentence. */
export function linked(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const opened = match[0].includes('(');
    const address = opened ? match[0].replace(/[.,;:!?'’]+$/u, '') : match[0].replace(TRAILING, '');
    if (match.index > done) parts.push({ text: text.slice(done, match.index), link: false });
    parts.push({ text: address, link: true });
    done = match.index + address.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done), link: false });
  return parts;
}
