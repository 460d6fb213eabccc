//! Chats and transcripts of meeting platforms that are no cues: Google Meet, Webex, GoToWebinar, Jitsi, Teams.

mod draft;
mod google_meet;
mod gotowebinar;
mod jigasi;
mod moments;
mod rtf;
mod teams_docx;
mod webex_chat;

pub(crate) use google_meet::GoogleMeetChat;
pub(crate) use gotowebinar::GoToWebinar;
pub(crate) use jigasi::Jigasi;
pub(crate) use teams_docx::TeamsDocx;
pub(crate) use webex_chat::WebexChat;
