//! `10:01 <@ana> Good morning`: a channel of Internet Relay Chat, as the people's programs and bots logged it.
//!
//! | writer | a line | the day |
//! | --- | --- | --- |
//! | irssi | `10:01 <@ana> Hi`, `10:01 -!- ben [b@host] has joined` | `--- Log opened`, `--- Day changed` |
//! | weechat | `2023-05-01 10:01:07⇥@ana⇥Hi`, with `-->`, `<--`, `--`, ` *` for a nick | on each line |
//! | znc | `[10:01:07] <ana> Hi`, `[10:01:07] *** Joins: ben (b@host)` | in the file's name |
//! | mIRC | `[10:01] <@ana> Hi`, `[10:01] * ben (b@host) has joined #room` | `Session Start:`, `Session Time:` |
//! | bots | `2023-05-01T10:01:07  <ana> Hi`, perhaps with a zone | on each line |
//! | dircproxy | `[15 Jan 10:01] <ana!a@host> +Hi` | on each line, without the year |
//! | MeetBot | `10:01:07 <ana> #startmeeting Shelves` | in the file's name; see [`meeting`] |
//!
//! Facts: the time stamps and nicks that mgedmin/irclog2html knows. The lines that tell the day in mIRC and HexChat, the
//! signs of weechat and the words for what happens are from memory. Which program wrote a log is not asked: each line
//! is read by its own shape.

mod calendar;
mod event;
mod line;
mod meeting;

use causerie_model::{Kind, Message, TimeMs};

use crate::format::{self, Format, NO_TIME, Parsed, Sample, Source, line_confidence};
use crate::lines::Lines;
use crate::sheet::Sheet;
use calendar::Calendar;
use event::Event;

/// Internet Relay Chat.
pub(crate) struct Irc;

impl Format for Irc {
    fn name(&self) -> &'static str {
        "irc"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let stamped: Vec<_> = sample.head.iter().filter_map(|line| line::stamped(line)).collect();
        let known = stamped.iter().filter(|stamped| event::event(stamped.rest).is_some()).count();
        let written =
            sample.head.iter().filter(|line| !line.trim().is_empty() && line::day(line).is_none()).count();
        line_confidence(known, stamped.len(), written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut sheet = Sheet::default();
        let mut calendar = Calendar::new(source.name);
        for line in Lines::new(source.text) {
            if let Some(stamped) = line::stamped(line.text) {
                let at = calendar.place(&stamped);
                let event = event::event(stamped.rest).unwrap_or_else(|| {
                    sheet
                        .warnings
                        .add(line.number, "neither a message nor an event that is known; kept as it is");
                    Event { kind: Kind::System, nick: "", text: stamped.rest.trim_start() }
                });
                sheet.messages.push(message(line.number, at, &event));
            } else if let Some(day) = line::day(line.text) {
                calendar.turn_to(day, sheet.messages.is_empty());
            } else if !line.text.trim().is_empty() {
                if !sheet.messages.is_empty() {
                    sheet.warnings.add(line.number, NO_TIME);
                }
                sheet.go_on(&line);
            }
        }
        meeting::mark(&mut sheet.messages);
        let started_at = sheet.messages.first().and_then(|first| calendar.started_at(first.source));
        let (messages, warnings) = sheet.finish();
        Parsed { time_base: calendar.time_base(), started_at, messages, warnings }
    }
}

fn message(line: u32, at: TimeMs, event: &Event<'_>) -> Message {
    let mut message = format::message(line, at, event.kind, event::without_codes(event.text));
    message.author = event.nick.to_owned();
    message
}
