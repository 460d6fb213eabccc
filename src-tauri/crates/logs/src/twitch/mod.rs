//! Twitch, as TwitchDownloader saves the chat of a video: JSON, or text with times of the video or of UTC.

mod json;
mod text;

pub(crate) use json::Json;
pub(crate) use text::Text;
