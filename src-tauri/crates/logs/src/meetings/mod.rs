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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::{Format, Source};

    proptest! {
        #[test]
        fn no_line_is_lost(lines in prop::collection::vec(prop::option::of(0..3_usize), 1..40)) {
            let formats: [(&dyn Format, [&str; 3]); 4] = [
                (&GoogleMeetChat, ["0:00:01.000,0:00:02.000\nAna: Hi", "0:00:61.000,0:00:02.000", ""]),
                (&GoToWebinar, ["Ana (to Everyone): 7:04 PM: Hi", "Ana (to Everyone):", "7:05 PM: Ho"]),
                (&Jigasi, ["<7:35:26 AM> Ana: Hi", "<7:35:26 AM> Ana:", "<7:35:2 AM> Ana"]),
                (&WebexChat, ["2026-04-30 16:54 : Ana : Hi", "-----> 2026-05-01 16:54 : Ana", "2026-04-31 16:54 : x"]),
            ];
            for (format, starts) in formats {
                let mut text = format!("{}\n", starts[0]);
                for (n, start) in lines.iter().enumerate() {
                    text += &start.map_or(format!("line{n:03}"), |start| starts[start].to_owned());
                    text.push('\n');
                }
                let parsed = format.parse(&Source::of(&text));
                let all: String = parsed.messages.iter().map(|message| message.text.clone() + "\n").collect();
                for n in lines.iter().enumerate().filter(|(_, start)| start.is_none()).map(|(n, _)| n) {
                    let name = format.name();
                    prop_assert!(all.contains(&format!("line{n:03}")), "{name} keeps line {n} of {text:?}: {all:?}");
                }
            }
        }
    }
}
