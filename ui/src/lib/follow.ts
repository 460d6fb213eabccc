/** Where the current row stands: in view, or out of it above or below. */
export type Sight = 'seen' | 'above' | 'below';

export interface Following {
  on: boolean;
  sight: Sight;
}

export type FollowEvent =
  /** The person scrolled the pane. */
  | { type: 'scrolled'; sight: Sight }
  /** The current row changed, or the page moved under it by itself. */
  | { type: 'moved'; sight: Sight }
  /** The person used the switch. */
  | { type: 'switched'; on: boolean }
  /** The person asked to be taken back. */
  | { type: 'back' };

/**
 * Whether the page keeps to the moment being heard. Scrolling the current row out of view turns it off; bringing
 * it back into view turns it on. Nothing but the person ever does either.
 */
export function follow(state: Following, event: FollowEvent): Following {
  switch (event.type) {
    case 'scrolled': {
      if (event.sight !== 'seen') return { on: false, sight: event.sight };
      return { on: state.on || state.sight !== 'seen', sight: 'seen' };
    }
    case 'moved':
      return { on: state.on, sight: event.sight };
    case 'switched':
      return { on: event.on, sight: state.sight };
    case 'back':
      return { on: true, sight: state.sight };
  }
}
