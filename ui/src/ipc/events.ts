import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { getCurrentWindow } from '@tauri-apps/api/window';
import { open, save } from '@tauri-apps/plugin-dialog';
import { folderOf } from '../lib/paths';
import type { MediaKey, PlayerEvent, Progress } from './bindings/wire';

/** Stops what was begun. */
export type Stop = () => void;

export const onPlayer = (run: (event: PlayerEvent) => void): Promise<Stop> =>
  listen<PlayerEvent>('player', ({ payload }) => run(payload));

export const onMedia = (run: (key: MediaKey) => void): Promise<Stop> =>
  listen<MediaKey>('media', ({ payload }) => run(payload));

/** The archive has changed: its overview is to be asked for again. */
export const onArchive = (run: () => void): Promise<Stop> => listen<null>('archive', () => run());

/** An index has to be made, and is so far. */
export const onIndexing = (run: (progress: Progress) => void): Promise<Stop> =>
  listen<Progress>('indexing', ({ payload }) => run(payload));

/** Somebody followed a link to a moment. */
export const onLink = (run: (link: string) => void): Promise<Stop> =>
  listen<string>('link', ({ payload }) => run(payload));

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

/** Lets the person choose a folder, beginning near another one; null where they chose none. */
export const chooseFolder = (title: string, near: string | null): Promise<string | null> =>
  open({ directory: true, title, ...(near === null ? {} : { defaultPath: folderOf(near) }) });

/** Lets the person choose a file to write, under a name that is offered; null where they chose none. */
export const chooseFileToWrite = (title: string, name: string): Promise<string | null> =>
  save({ title, defaultPath: name });

/** Says what the window is called. */
export async function setWindowTitle(title: string): Promise<void> {
  document.title = title;
  await getCurrentWindow().setTitle(title);
}
