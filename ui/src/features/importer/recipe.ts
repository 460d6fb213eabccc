import type { Preview, Recipe } from '../../ipc/bindings/wire';
import { clockText } from '../../lib/time';

type Table = Extract<Recipe, { kind: 'csv' }>;
export type Field = Exclude<Table['columns'][string], 'skip'>;
export type TimeBase = Extract<Preview, { kind: 'read' }>['time_base'];

export const FIELDS: Field[] = ['time', 'date', 'end', 'author', 'to', 'text'];
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** A recipe as the form holds it: what is chosen for either shape is kept while the other one is looked at. */
export interface Form {
  shape: Recipe['kind'];
  pattern: string;
  delimiter: string;
  columns: Table['columns'];
  dateOrder: NonNullable<Recipe['date_order']> | '';
  times: NonNullable<Recipe['times']> | '';
  holds: Recipe['holds'];
}

/** A recipe as a form, with the rest from a form that was. */
export function formOf(recipe: Recipe, before: Pick<Form, 'pattern' | 'delimiter' | 'columns'>): Form {
  return {
    shape: recipe.kind,
    pattern: recipe.kind === 'pattern' ? recipe.pattern : before.pattern,
    delimiter: recipe.kind === 'csv' ? recipe.delimiter : before.delimiter,
    columns: recipe.kind === 'csv' ? recipe.columns : before.columns,
    dateOrder: recipe.date_order ?? '',
    times: recipe.times ?? '',
    holds: recipe.holds,
  };
}

export function recipeOf(form: Form): Recipe {
  const { shape, pattern, delimiter, columns, dateOrder, times, holds } = form;
  const rest = { date_order: dateOrder || null, times: times || null, holds };
  return shape === 'pattern'
    ? { kind: shape, pattern, ...rest }
    : { kind: shape, delimiter, columns, ...rest };
}

/** The columns with a field in another one of them, or in none. A column holds one thing. */
export function withField(columns: Form['columns'], field: Field, column: string): Form['columns'] {
  const others = Object.entries(columns).filter(([name, held]) => held !== field && name !== column);
  return Object.fromEntries(column ? [...others, [column, field]] : others);
}

/** What seems to stand between the cells of a table, by its first line. */
export function delimiterOf(line: string): string {
  const count = (delimiter: string) => line.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** A pattern before what is wrong with it, that itself, and what follows. `at` counts characters from 1. */
export function partsAt(pattern: string, at: number, part: string): [string, string, string] {
  const characters = [...pattern];
  const to = at - 1 + [...part].length;
  return [
    characters.slice(0, at - 1).join(''),
    characters.slice(at - 1, to).join(''),
    characters.slice(to).join(''),
  ];
}

/** A moment on a log's own clock. */
export function momentText(ms: number, base: TimeBase): string {
  switch (base) {
    case 'none':
      return '';
    case 'relative':
      return clockText(ms);
    case 'utc':
      return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
    case 'wall_clock': {
      const day = Math.floor(ms / 86_400_000);
      const time = new Date(ms - day * 86_400_000).toISOString().slice(11, 19);
      return day === 0 ? time : `${time} +${day} d`;
    }
  }
}
