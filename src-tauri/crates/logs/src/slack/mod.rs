//! A Slack export: a ZIP of `channels.json`, `users.json` and a file a day, `talks/2024-03-05.json`, with records such as
//! `{"type": "message", "user": "U1", "text": "Hi <@U2>", "ts": "1709665200.000100"}`. The `ts` is a time in UTC and the
//! message's id in its channel. All channels are read as one log in order of time, each message to its `#channel`; direct
//! messages (`dms.json`, `mpims.json`; their shape is from memory) are private.

mod names;
mod record;
mod text;

use causerie_model::TimeBase;

use crate::conversation::{Conversation, Order};
use crate::format::{Format, Parsed, Sample, Source};
use crate::json::Element;
use names::Names;

/// Slack, as a workspace is exported.
pub(crate) struct Slack;

impl Format for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let Some(packed) = sample.packed else { return 0.0 };
        let days = packed.names().iter().filter(|name| Day::of(name).is_some()).count();
        let has = |file: &str| packed.names().iter().any(|name| name.rsplit('/').next() == Some(file));
        match (days, has("users.json") || has("channels.json")) {
            (0, _) => 0.0,
            (_, true) => 0.95,
            (_, false) => 0.4,
        }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut talk = Conversation::default();
        if let Some(packed) = source.packed {
            let names = Names::of(packed);
            for day in packed.names().iter().filter_map(|name| Day::of(name)) {
                let to = names.channel(day.folder);
                talk.file = Some(day.name.to_owned());
                match packed.text(day.name) {
                    Ok((text, warnings)) => {
                        talk.warnings.extend(warnings);
                        talk.read_array(Element::whole(&text), |talk, line, record| {
                            record::add(talk, &names, &to, line, record);
                        });
                    }
                    Err(reason) => talk.warn(1, &reason),
                }
            }
        }
        talk.finish(Order::Time, TimeBase::Utc, None)
    }
}

/// A file of a channel's messages on one day.
struct Day<'a> {
    folder: &'a str,
    name: &'a str,
}

impl<'a> Day<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let (path, file) = name.rsplit_once('/')?;
        file.strip_suffix(".json")?.parse::<jiff::civil::Date>().ok()?;
        Some(Self { folder: path.rsplit('/').next()?, name })
    }
}
