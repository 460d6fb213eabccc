import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import type { PlayerEvent } from './bindings/wire';

export const onPlayer = (tell: (event: PlayerEvent) => void) =>
  listen<PlayerEvent>('player', ({ payload }) => tell(payload));

/** The list of sessions may be another one now. */
export const onArchive = (tell: () => void) => listen('archive', tell);

export type FileDrag = { kind: 'over' } | { kind: 'left' } | { kind: 'dropped'; paths: string[] };

export const onFiles = (tell: (drag: FileDrag) => void) =>
  getCurrentWebview().onDragDropEvent(({ payload }) => {
    switch (payload.type) {
      case 'enter':
      case 'over':
        return tell({ kind: 'over' });
      case 'drop':
        return tell({ kind: 'dropped', paths: payload.paths });
      case 'leave':
        return tell({ kind: 'left' });
    }
  });
