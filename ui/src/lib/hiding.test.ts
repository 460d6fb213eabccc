import { expect, test } from 'vitest';
import { asFound, hideNoMore, hideToo, isAdded, keep, keepNoMore, replaceBy, wishOf } from './hiding';

test('a name is hidden too, alone or by what stands for it, and said once', () => {
  const added = hideToo(asFound, ' Frank ');
  expect(wishOf(added)).toEqual({ style: 'made_up', also: ['Frank'], except: [] });
  expect(isAdded(added, 'frank')).toBe(true);
  expect(hideToo(added, 'frank = The carter').also).toEqual(['frank=The carter']);
  expect(hideToo(added, 'Frank=').also).toEqual(['Frank']);
  expect(hideToo(added, '  ')).toBe(added);
  expect(hideNoMore(added, 'FRANK').also).toEqual([]);
});

test('a stand-in is changed, and the one that was found comes back where none is given', () => {
  const changed = replaceBy(asFound, 'Ana Ruiz', 'Mira Sand');
  expect(changed.also).toEqual(['Ana Ruiz=Mira Sand']);
  expect(replaceBy(changed, 'Ana Ruiz', 'The guest').also).toEqual(['Ana Ruiz=The guest']);
  expect(replaceBy(changed, 'Ana Ruiz', ' ').also).toEqual([]);
});

test('a name that stays is hidden after all as it was', () => {
  const changed = replaceBy(asFound, 'Ana Ruiz', 'Mira Sand');
  const kept = keep(changed, 'Ana Ruiz');
  expect(wishOf(kept)).toMatchObject({ also: [], except: ['Ana Ruiz'] });
  expect(wishOf(keepNoMore(kept, 'Ana Ruiz'))).toMatchObject({ also: ['Ana Ruiz=Mira Sand'], except: [] });
  expect(keepNoMore(keep(asFound, 'Ben'), 'Ben')).toEqual(asFound);
  expect(hideToo(kept, 'ana ruiz').kept).toEqual([]);
});
