/** What stands where something is redacted. */
const MASK = '[redacted]';

export interface Piece {
  text: string;
  redacted: boolean;
}

/** A text in pieces: what can be read, and where something is redacted. */
export function pieces(text: string): Piece[] {
  return text
    .split(MASK)
    .flatMap((part, i) => [
      ...(i > 0 ? [{ text: MASK, redacted: true }] : []),
      { text: part, redacted: false },
    ])
    .filter((piece) => piece.text !== '');
}

export const isMasked = (text: string) => text.includes(MASK);
