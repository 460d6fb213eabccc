import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { open } from '@tauri-apps/plugin-dialog';
import type { MediaKey, PlayerEvent } from './bindings/wire';

/** Stops what was begun. */
export type Stop = () => void;

export const onPlayer = (run: (event: PlayerEvent) => void): Promise<Stop> =>
  listen<PlayerEvent>('player', ({ payload }) => run(payload));

export const onMedia = (run: (key: MediaKey) => void): Promise<Stop> =>
  listen<MediaKey>('media', ({ payload }) => run(payload));

/** The archive has changed: its overview is to be asked for again. */
export const onArchive = (run: () => void): Promise<Stop> => listen<null>('archive', () => run());

/** Files dragged over the window: that they are there, that they left, that they were dropped. */
export type Drop = { kind: 'over' } | { kind: 'left' } | { kind: 'dropped'; paths: string[] };

export const onDrop = (run: (drop: Drop) => void): Promise<Stop> =>
  getCurrentWebview().onDragDropEvent(({ payload }) => {
    switch (payload.type) {
      case 'enter':
        return run({ kind: 'over' });
      case 'leave':
        return run({ kind: 'left' });
      case 'drop':
        return run({ kind: 'dropped', paths: payload.paths });
    }
  });

/** Lets the person choose files; empty where they chose none. */
export async function chooseFiles(title: string): Promise<string[]> {
  return (await open({ multiple: true, title })) ?? [];
}
