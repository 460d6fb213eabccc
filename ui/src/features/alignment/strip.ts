import { brush } from '../../elements/canvas';
import { density } from '../../lib/bins';

export interface Picture {
  /** When each message comes, on the timeline. */
  chat: ArrayLike<number>;
  /** How much is spoken, or how loud it is, in equal parts of the timeline. */
  speech: readonly number[];
  duration: number;
  /** Whether the chat is being moved. */
  moving: boolean;
  now: number;
}

const BAR = 3;

/** Draws how dense the chat is, upwards from the middle, and below it how dense the speech is. */
export function draw(canvas: HTMLCanvasElement, picture: Picture) {
  const ready = brush(canvas);
  if (!ready) return;
  const { context, width, height, colour } = ready;
  const { speech } = picture;
  const count = speech.length;
  const step = width / count;
  const middle = Math.round(height / 2);
  const room = middle - 2;

  const most = Math.max(...speech, Number.EPSILON);
  context.fillStyle = colour('--accent');
  context.globalAlpha = 0.6;
  speech.forEach((much, i) => {
    if (much > 0) context.fillRect(i * step, middle + 1, BAR, Math.max(1, (much / most) * room));
  });

  const chat = density(picture.chat, [0, picture.duration], count);
  const busiest = Math.max(1, ...chat);
  context.fillStyle = colour('--written');
  context.globalAlpha = picture.moving ? 1 : 0.85;
  chat.forEach((n, i) => {
    // By the root, so that a few show beside many.
    const tall = Math.max(2, Math.sqrt(n / busiest) * room);
    if (n > 0) context.fillRect(i * step, middle - tall, BAR, tall);
  });
  context.globalAlpha = 1;

  context.fillStyle = colour('--line-strong');
  context.fillRect(0, middle, width, 1);
  context.fillStyle = colour('--ink');
  const at = picture.duration > 0 ? (picture.now / picture.duration) * width : 0;
  context.fillRect(Math.min(width - 2, Math.max(0, at - 1)), 0, 2, height);
}

/** How many bars there is room for. */
export function barsIn(width: number): number {
  return Math.max(1, Math.floor(width / (BAR + 1)));
}
