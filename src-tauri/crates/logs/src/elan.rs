//! ELAN's annotations, `<ANNOTATION_DOCUMENT … TIME_UNITS="milliseconds">`:
//! <https://www.mpi.nl/tools/elan/EAF_Annotation_Format_3.0_and_ELAN.pdf>.
//!
//! An annotation stands in a tier, and either between two time slots or below another annotation, whose times it then has.
//! A slot without a time lies between those around it in the order of time.

use std::collections::HashMap;

use causerie_model::{Kind, Message, TimeBase, TimeMs};

use crate::format::{Format, Parsed, Sample, Source, Warnings, message, number};
use crate::plain;
use crate::xml::{Record, Step, Tag, Walk};

/// ELAN. All tiers in one, in the order of time.
pub(crate) struct Elan;

impl Format for Elan {
    fn name(&self) -> &'static str {
        "elan"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        if sample.xml.as_ref().is_some_and(|root| root.name == "ANNOTATION_DOCUMENT") { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut document = Document::default();
        let mut walk = Walk::new(source.text);
        while let Some(step) = walk.next() {
            let Step::Open(tag) = step else { continue };
            match tag.name() {
                "TIME_SLOT" => document.add_slot(&tag),
                "TIER" => document.begin_tier(&tag),
                "ALIGNABLE_ANNOTATION" | "REF_ANNOTATION" => {
                    let record = walk.record(tag);
                    document.add_annotation(&record);
                }
                _ => {}
            }
        }
        let mut warnings = Warnings::default();
        walk.warn(&mut warnings);
        let mut messages = document.into_messages(&mut warnings);
        messages.sort_by_key(|message| message.source);
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

#[derive(Default)]
struct Document {
    slots: HashMap<String, usize>,
    /// In the order of time; `None` where it is not known.
    times: Vec<Option<TimeMs>>,
    /// Who is heard in the tier, or else its name.
    tier: String,
    annotations: Vec<Annotation>,
    /// Where annotations stand, by their ids.
    places: HashMap<String, usize>,
}

struct Annotation {
    line: u32,
    tier: String,
    text: String,
    place: Place,
}

enum Place {
    /// Between two slots.
    Slots(String, String),
    /// Below another annotation.
    Below(String),
}

type Span = (TimeMs, TimeMs);

impl Document {
    fn add_slot(&mut self, tag: &Tag<'_>) {
        if let Some(id) = tag.attribute("TIME_SLOT_ID") {
            self.slots.insert(id, self.times.len());
            self.times
                .push(tag.attribute("TIME_VALUE").and_then(|ms| ms.trim().parse().ok()).map(TimeMs::new));
        }
    }

    fn begin_tier(&mut self, tag: &Tag<'_>) {
        let named = ["PARTICIPANT", "TIER_ID"].into_iter().filter_map(|key| tag.attribute(key));
        self.tier = named.map(|name| plain::text(&name)).find(|name| !name.is_empty()).unwrap_or_default();
    }

    fn add_annotation(&mut self, record: &Record<'_>) {
        let attribute = |key| record.tag.attribute(key).unwrap_or_default();
        let place = if record.tag.name() == "REF_ANNOTATION" {
            Place::Below(attribute("ANNOTATION_REF"))
        } else {
            Place::Slots(attribute("TIME_SLOT_REF1"), attribute("TIME_SLOT_REF2"))
        };
        let text = plain::text(record.text("ANNOTATION_VALUE").unwrap_or_default());
        self.places.insert(attribute("ANNOTATION_ID"), self.annotations.len());
        self.annotations.push(Annotation { line: record.tag.line, tier: self.tier.clone(), text, place });
    }

    /// A message for each annotation that says something.
    fn into_messages(self, warnings: &mut Warnings) -> Vec<Message> {
        let times = between(&self.times);
        let spans = self.spans(&times);
        let mut messages = Vec::new();
        for (annotation, span) in self.annotations.into_iter().zip(spans) {
            if annotation.text.is_empty() {
                continue;
            }
            let (start, end) = span.unwrap_or_else(|| {
                warnings.add(annotation.line, "the time of this annotation can't be found; put at the start");
                (TimeMs::ZERO, TimeMs::ZERO)
            });
            let mut spoken = message(annotation.line, start, Kind::Transcript, annotation.text);
            spoken.end = (end > start).then_some(end);
            spoken.author = annotation.tier;
            messages.push(spoken);
        }
        messages
    }

    /// When each annotation begins and ends. One below another that is below another … is followed up once, and all on
    /// the way have what is found.
    fn spans(&self, times: &[TimeMs]) -> Vec<Option<Span>> {
        let slot = |id: &str| self.slots.get(id).and_then(|at| times.get(*at)).copied();
        let mut spans: Vec<Option<Option<Span>>> = vec![None; self.annotations.len()];
        for begin in 0..self.annotations.len() {
            let mut way = Vec::new();
            let mut at = Some(begin);
            let found = loop {
                let Some(here) = at else { break None };
                match (spans.get(here), self.annotations.get(here)) {
                    (Some(Some(known)), _) => break *known,
                    (Some(None), Some(annotation)) => {
                        way.push(here);
                        match &annotation.place {
                            Place::Slots(from, to) => break slot(from).zip(slot(to)),
                            Place::Below(above) => at = self.places.get(above).copied(),
                        }
                        // Until it is known better: an annotation below itself has no time.
                        if let Some(span) = spans.get_mut(here) {
                            *span = Some(None);
                        }
                    }
                    (None, _) | (_, None) => break None,
                }
            };
            for here in way {
                if let Some(span) = spans.get_mut(here) {
                    *span = Some(found);
                }
            }
        }
        spans.into_iter().map(Option::flatten).collect()
    }
}

/// Times for all slots: those that have none lie evenly between their neighbours that have.
fn between(times: &[Option<TimeMs>]) -> Vec<TimeMs> {
    let known: Vec<(usize, TimeMs)> =
        times.iter().enumerate().filter_map(|(at, time)| time.map(|time| (at, time))).collect();
    let mut next = known.iter().copied().peekable();
    let mut above = None;
    (0..times.len())
        .map(|at| {
            if let Some(found) = next.next_if(|(known, _)| *known <= at) {
                above = Some(found);
            }
            match (above, next.peek().copied()) {
                (Some((from, earlier)), Some((to, later))) => {
                    let share = (at - from) as f64 / (to - from) as f64;
                    TimeMs::from_seconds(earlier.as_seconds() + (later - earlier).as_seconds() * share)
                }
                (Some((_, time)), None) | (None, Some((_, time))) => time,
                (None, None) => TimeMs::ZERO,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_without_a_time_lie_between_the_others() {
        let times = [None, Some(100), None, None, Some(400), None].map(|ms| ms.map(TimeMs::new));
        assert_eq!(between(&times), [100, 100, 200, 300, 400, 400].map(TimeMs::new));
        assert_eq!(between(&[None, None]), [TimeMs::ZERO; 2]);
    }

    #[test]
    fn an_annotation_has_the_times_of_the_one_above_it() {
        let text = "<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID='a' TIME_VALUE='10'/><TIME_SLOT TIME_SLOT_ID='b' TIME_VALUE='20'/></TIME_ORDER>
            <TIER TIER_ID='gloss'>
            <REF_ANNOTATION ANNOTATION_ID='3' ANNOTATION_REF='2'><ANNOTATION_VALUE>deep</ANNOTATION_VALUE></REF_ANNOTATION>
            <REF_ANNOTATION ANNOTATION_ID='2' ANNOTATION_REF='1'><ANNOTATION_VALUE>below</ANNOTATION_VALUE></REF_ANNOTATION>
            <REF_ANNOTATION ANNOTATION_ID='4' ANNOTATION_REF='5'><ANNOTATION_VALUE>round</ANNOTATION_VALUE></REF_ANNOTATION>
            <REF_ANNOTATION ANNOTATION_ID='5' ANNOTATION_REF='4'><ANNOTATION_VALUE/></REF_ANNOTATION></TIER>
            <TIER TIER_ID='text' PARTICIPANT='Ana'><ALIGNABLE_ANNOTATION ANNOTATION_ID='1' TIME_SLOT_REF1='a' TIME_SLOT_REF2='b'>
            <ANNOTATION_VALUE>said</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></TIER></ANNOTATION_DOCUMENT>";
        let parsed = Elan.parse(&Source::of(text));
        let found: Vec<_> =
            parsed.messages.iter().map(|m| (m.source.get(), m.author.as_str(), m.text.as_str())).collect();
        assert_eq!(
            found,
            [(0, "gloss", "round"), (10, "gloss", "deep"), (10, "gloss", "below"), (10, "Ana", "said")],
            "in the order of time, then of the file"
        );
        assert_eq!(
            parsed.warnings.into_sorted().len(),
            1,
            "a ring has no time, and what says nothing is not told of"
        );
    }
}
