//! `{"text": "<p><span class=\"timestamp\" data-timestamp=\"0.56\">0:00</span> Good morning</p>", "media": …}`: an `.otr` of
//! oTranscribe, as its `export.js` and `timestamps.js` write it. Old ones have the clock, `1:23`, instead of seconds.

use causerie_model::{Kind, TimeBase, TimeMs};

use crate::format::{Format, NO_TIME_YET, Parsed, Sample, Source, Warnings, message, number};
use crate::json::Element;
use crate::plain;

/// oTranscribe's own format.
pub(crate) struct OTranscribe;

impl Format for OTranscribe {
    fn name(&self) -> &'static str {
        "otranscribe"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let stamped = sample.head.iter().any(|line| line.contains("timestamp"));
        match (sample.json.has("text") && sample.json.has("media"), stamped) {
            (true, true) => 0.98,
            (true, false) => 0.5,
            (false, _) => 0.0,
        }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut messages = Vec::new();
        let mut warnings = Warnings::default();
        let text = Element::whole(source.text).get("text");
        if let Some((line, html)) =
            text.and_then(|text| Some((text.line, serde_json::from_str::<String>(text.text).ok()?)))
        {
            for (time, text) in stretches(&html) {
                let text = plain::html(text);
                if text.is_empty() {
                    continue;
                }
                if time.is_none() {
                    warnings.add(line, NO_TIME_YET);
                }
                messages.push((time, message(line, time.unwrap_or_default(), Kind::Transcript, text)));
            }
        }
        let first = messages.iter().find_map(|(time, _)| *time);
        let time_base = if first.is_some() { TimeBase::Relative } else { TimeBase::None };
        let mut messages: Vec<_> = messages
            .into_iter()
            .map(|(time, mut message)| {
                message.source = time.or(first).unwrap_or_default();
                message
            })
            .collect();
        number(&mut messages);
        Parsed { time_base, started_at: None, messages, warnings }
    }
}

/// What stands between one time and the next, ahead of the first without one.
fn stretches(html: &str) -> Vec<(Option<TimeMs>, &str)> {
    const END: &str = "</span>";
    let mut all = Vec::new();
    let (mut time, mut begins, mut from) = (None, 0, 0);
    while let Some(at) = html.get(from..).and_then(|rest| rest.find("<span")).map(|at| from + at) {
        let Some(length) = html.get(at..).and_then(|tag| tag.find('>')) else { break };
        from = at + length + 1;
        let tag = html.get(at + "<span".len()..from - 1).unwrap_or_default();
        let Some(stamp) = plain::attribute(tag, "data-timestamp").and_then(|stamp| clock(&stamp)) else {
            continue;
        };
        all.push((time, html.get(begins..at).unwrap_or_default()));
        let behind = html.get(from..).unwrap_or_default();
        // What is shown of the time is not said.
        let shown =
            behind.find('<').filter(|end| behind.get(*end..).is_some_and(|rest| rest.starts_with(END)));
        begins = shown.map_or(from, |end| from + end + END.len());
        from = begins;
        time = Some(stamp);
    }
    all.push((time, html.get(begins..).unwrap_or_default()));
    all
}

fn clock(stamp: &str) -> Option<TimeMs> {
    if stamp.contains(':') { stamp.parse().ok() } else { stamp.parse().ok().map(TimeMs::from_seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_begins_with_its_time() {
        let html = "<p>Title</p><p><span class=\"timestamp\" data-timestamp=\"0.56\">0:00</span>&nbsp;Hi <span>you</span></p>\
                    <span data-timestamp='1:02' class='timestamp'>1:02</span>Ho<span";
        let found: Vec<_> = stretches(html)
            .into_iter()
            .map(|(time, text)| (time.map(TimeMs::get), plain::html(text)))
            .collect();
        let expected = [(None, "Title"), (Some(560), "Hi you"), (Some(62_000), "Ho<span")];
        assert_eq!(found, expected.map(|(time, text)| (time, text.to_owned())));
    }

    #[test]
    fn without_times_there_is_an_order() {
        let parsed = OTranscribe.parse(&Source::of("{\"text\":\"<p>Hi</p>\",\"media\":\"\"}"));
        assert_eq!((parsed.time_base, parsed.messages.len()), (TimeBase::None, 1));
    }
}
