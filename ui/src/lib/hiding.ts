import type { HideStyle, HideWish } from '../ipc/bindings/wire';

/** A name that stays as it is, and what had been said of it, for when it is hidden after all. */
export interface Kept {
  readonly name: string;
  readonly also: readonly string[];
}

/** How names are to be hidden, as somebody is choosing it. Never changed, only replaced. */
export interface Hiding {
  readonly style: HideStyle;
  /** Names, each alone or with what stands for it, as in `Ana Ruiz=Mira Sand`. */
  readonly also: readonly string[];
  readonly kept: readonly Kept[];
}

export const asFound: Hiding = { style: 'made_up', also: [], kept: [] };

export const wishOf = ({ style, also, kept }: Hiding): HideWish => ({
  style,
  also: [...also],
  except: kept.map(({ name }) => name),
});

/** The name that an entry is about. */
export const nameOf = (entry: string) => (entry.split('=', 1)[0] ?? '').trim();

const same = (a: string, b: string) => a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0;
const isOf = (name: string) => (entry: string) => same(nameOf(entry), name);

/** Whether somebody asked for a name, or a form of one, to be hidden too. */
export const isAdded = (hiding: Hiding, name: string) => hiding.also.some(isOf(name));

/** Hides a name too; `Name=Stand-in` says by what. An entry for the same name gives way. */
export function hideToo(hiding: Hiding, entry: string): Hiding {
  const [, by] = /=(.*)$/s.exec(entry) ?? [];
  const name = nameOf(entry);
  if (name === '') return hiding;
  const fresh = by?.trim() ? `${name}=${by.trim()}` : name;
  return {
    ...hiding,
    also: [...hiding.also.filter((other) => !isOf(name)(other)), fresh],
    kept: hiding.kept.filter((one) => !same(one.name, name)),
  };
}

/** Takes back that a name is hidden too, or what stands for it. */
export const hideNoMore = (hiding: Hiding, name: string): Hiding => ({
  ...hiding,
  also: hiding.also.filter((entry) => !isOf(name)(entry)),
});

/** Says by what a name is replaced; by what is found for it where that is empty. */
export const replaceBy = (hiding: Hiding, name: string, by: string): Hiding =>
  by.trim() === '' ? hideNoMore(hiding, name) : hideToo(hiding, `${name}=${by}`);

/** Lets a name stay as it is. */
export function keep(hiding: Hiding, name: string): Hiding {
  const also = hiding.also.filter(isOf(name));
  const others = hiding.kept.filter((one) => !same(one.name, name));
  return { ...hideNoMore(hiding, name), kept: [...others, { name, also }] };
}

/** Hides a name after all, as it was hidden before. */
export function keepNoMore(hiding: Hiding, name: string): Hiding {
  const also = hiding.kept.find((one) => same(one.name, name))?.also ?? [];
  const kept = hiding.kept.filter((one) => !same(one.name, name));
  return also.reduce(hideToo, { ...hiding, kept });
}
