//! OHMS, the Oral History Metadata Synchronizer: an interview's transcript and its index in one XML file.
//! <https://www.oralhistoryonline.org/>
//!
//! Up to version 5 the transcript is `<transcript>`, and `<sync>` says where in it each minute ends; version 6 holds WebVTT in
//! `<vtt_transcript>`. Each `<point>` of the index becomes a marker.

mod index;
mod legacy;
mod vtt;

use causerie_model::{Message, TimeBase};

use crate::format::{Format, Parsed, Sample, Source, Warnings, number};
use crate::xml::{Step, Walk};

/// OHMS, with the index and the transcript in the order of time.
pub(crate) struct Ohms;

impl Format for Ohms {
    fn name(&self) -> &'static str {
        "ohms"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let Some(root) = sample.xml.as_ref().filter(|root| root.name == "ROOT") else { return 0.0 };
        if root.attributes.values().any(|value| value.contains("/ohms")) { 0.98 } else { 0.5 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages = Vec::new();
        let mut legacy = legacy::Transcript::default();
        let mut walk = Walk::new(source.text);
        while let Some(step) = walk.next() {
            match step {
                Step::Open(tag) if tag.name() == "point" => {
                    let point = walk.record(tag);
                    let above = messages.last().map(|above: &Message| above.source).unwrap_or_default();
                    messages.push(index::marker(&point, above, &mut warnings));
                }
                Step::Open(_) => {}
                Step::Close(closed) if closed.text.trim().is_empty() => {}
                Step::Close(closed) => match closed.name() {
                    "sync" => legacy.sync = closed.text,
                    "transcript" => (legacy.line, legacy.text) = (closed.line, closed.text),
                    "interviewee" | "interviewer" => legacy.add_person(&closed.text),
                    "vtt_transcript" => messages.extend(vtt::read(closed.line, &closed.text, &mut warnings)),
                    "transcript_alt" | "vtt_transcript_alt" => {
                        warnings.add(closed.line, "the transcript in a second language is left out");
                    }
                    _ => {}
                },
            }
        }
        walk.warn(&mut warnings);
        let is_timed = !messages.is_empty() || legacy.has_times();
        messages.extend(legacy.into_messages(&mut warnings));
        messages.sort_by_key(|message| message.source);
        number(&mut messages);
        let time_base = if is_timed { TimeBase::Relative } else { TimeBase::None };
        Parsed { time_base, started_at: None, messages, warnings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_without_any_time_keeps_its_order() {
        let parsed = Ohms.parse(&Source::of(
            "<ROOT><record><sync></sync><transcript>one\n\ntwo</transcript></record></ROOT>",
        ));
        let texts: Vec<_> = parsed.messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!((parsed.time_base, texts), (TimeBase::None, vec!["one", "two"]));
    }
}
