/** A canvas made as sharp as the screen, to be drawn on in pixels of the page; nothing while it has no room. */
export function brush(canvas: HTMLCanvasElement) {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return null;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  /** The colour that a token of the theme stands for. */
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { context, width, height, colour };
}
