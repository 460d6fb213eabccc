//! What BigBlueButton writes: the events of a recorded meeting, the chat of its playback, and the public chat as somebody saved it.

mod events;
mod export;
mod slides;
mod timeline;

pub(crate) use events::Events;
pub(crate) use export::Export;
pub(crate) use slides::Slides;
