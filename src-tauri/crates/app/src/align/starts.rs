//! When a session's recordings may have begun, and where that is found: said by a person, in the recording's tags, in
//! the names of files and of the folder they came in, in notes beside them, and in logs that know it.

use std::path::Path;

use causerie_audio::Trust as Tagged;
use causerie_logs::{NamedStart, started_in_name, started_in_note};
use causerie_model::{ParsedLog, Session, TimeBase, TimeMs};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

use crate::reading::name_of;

/// A moment that is told of one of the recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Start {
    /// Which recording, counted from 0.
    pub(crate) part: usize,
    pub(crate) moment: Moment,
    pub(crate) trust: Trust,
    /// Where it was found, as a person would say it: `the name of GMT20250618-020153_Recording.m4a`.
    pub(crate) found: String,
}

/// A moment, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// In UTC, and nothing of the place.
    Utc(Timestamp),
    /// With the offset of the place.
    At(Timestamp, Offset),
    /// By the clock of a place that is not told.
    Local(DateTime),
}

/// How far a moment is to be trusted; the first the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trust {
    /// A person said so.
    Said,
    /// What wrote it says when the recording began, to the second.
    Known,
    /// It is about when the recording began, by some clock.
    Guess,
    /// It is when the recording ended.
    End,
    /// It is when the file was begun or finished.
    Made,
}

/// The largest note beside a recording that is looked into, in bytes.
const LARGEST_NOTE: u64 = 64 * 1024;

impl Moment {
    /// From RFC 3339, with or without an offset.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).ok()?;
        let civil = pieces.date().to_datetime(pieces.time()?);
        let Some(offset) = pieces.to_numeric_offset() else { return Some(Self::Local(civil)) };
        let moment = offset.to_timestamp(civil).ok()?;
        Some(if text.ends_with(['Z', 'z']) { Self::Utc(moment) } else { Self::At(moment, offset) })
    }

    /// By the clocks of the places it may have been, the likeliest first.
    pub(crate) fn by_clock(self, zones: &[TimeZone]) -> Vec<DateTime> {
        match self {
            Self::Local(civil) => vec![civil],
            Self::At(moment, offset) => {
                let own = offset.to_datetime(moment);
                std::iter::once(own).chain(zones.iter().map(|zone| zone.to_datetime(moment))).collect()
            }
            Self::Utc(moment) => zones.iter().map(|zone| zone.to_datetime(moment)).collect(),
        }
    }

    /// In UTC, if the clock was that of one of these zones; the likeliest first.
    pub(crate) fn in_utc(self, zones: &[TimeZone]) -> Vec<Timestamp> {
        match self {
            Self::Utc(moment) | Self::At(moment, _) => vec![moment],
            Self::Local(civil) => zones.iter().filter_map(|zone| zone.to_timestamp(civil).ok()).collect(),
        }
    }
}

/// What there is to learn from, beside the session itself.
pub(crate) struct Sources<'a> {
    /// The recordings, in their order.
    pub(crate) recordings: Vec<&'a Path>,
    /// The logs.
    pub(crate) logs: Vec<(&'a Path, &'a ParsedLog)>,
    /// Other files that lie with them.
    pub(crate) others: Vec<&'a Path>,
    /// The folder that all came in, if it was one.
    pub(crate) folder: Option<&'a str>,
}

/// All that is told of when the recordings began, the most trusted first.
pub(crate) fn starts(session: &Session, sources: &Sources<'_>) -> Vec<Start> {
    let mut starts = Vec::new();
    let mut tell = |part, moment: Option<Moment>, trust, found: String| {
        starts.extend(moment.map(|moment| Start { part, moment, trust, found }));
    };
    tell(0, session.started_at.as_deref().and_then(Moment::parse), Trust::Said, "the session".into());
    let named = |start: &NamedStart| match start {
        NamedStart { is_end: true, .. } => Trust::End,
        NamedStart { trusted: true, .. } => Trust::Known,
        NamedStart { trusted: false, .. } => Trust::Guess,
    };
    for (part, path) in sources.recordings.iter().enumerate() {
        let name = name_of(path);
        if let Some(start) = started_in_name(&name) {
            tell(part, Moment::parse(&start.at), named(&start), format!("the name of {name}"));
        }
        for start in causerie_audio::tags(path).map(|tags| tags.starts).unwrap_or_default() {
            let trust = match start.trust {
                Tagged::Start => Trust::Guess,
                Tagged::Made => Trust::Made,
            };
            tell(part, Moment::parse(&start.at), trust, format!("{} in {name}", start.from));
        }
    }
    for (path, log) in &sources.logs {
        let name = name_of(path);
        if log.time_base == TimeBase::Relative {
            let told = log.started_at.as_deref().and_then(Moment::parse);
            tell(0, told, Trust::Known, format!("the log {name}"));
        } else if let Some(start) = started_in_name(&name) {
            tell(0, Moment::parse(&start.at), named(&start), format!("the name of {name}"));
        }
    }
    for path in &sources.others {
        let small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= LARGEST_NOTE);
        let text = small.then(|| std::fs::read_to_string(path).ok()).flatten();
        if let Some(start) = text.as_deref().and_then(started_in_note) {
            tell(0, Moment::parse(&start.at), named(&start), name_of(path));
        }
    }
    if let Some((folder, start)) = sources.folder.and_then(|name| Some((name, started_in_name(name)?))) {
        tell(0, Moment::parse(&start.at), named(&start), format!("the name of the folder {folder}"));
    }
    starts.sort_by_key(|start| start.trust);
    starts
}

/// The zones whose clocks a log may have been written by: the session's own, the one here, and UTC.
pub(crate) fn zones(session: &Session, now: &ZonedDateTime) -> Vec<TimeZone> {
    let own = match session.started_at.as_deref().and_then(Moment::parse) {
        Some(Moment::At(_, offset)) => Some(TimeZone::fixed(offset)),
        Some(Moment::Utc(_) | Moment::Local(_)) | None => None,
    };
    let mut zones: Vec<TimeZone> = Vec::new();
    for zone in own.into_iter().chain([now.time_zone().clone(), TimeZone::UTC]) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones
}

/// A moment by a clock as milliseconds since the midnight before `day`.
pub(crate) fn since_midnight(civil: DateTime, day: jiff::civil::Date) -> TimeMs {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let passed = civil.duration_since(midnight).as_millis();
    TimeMs::new(i64::try_from(passed).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_known_as_far_as_it_is_told() {
        let berlin = TimeZone::fixed(jiff::tz::offset(2));
        let zones = [berlin, TimeZone::UTC];
        let clock = |text: &str| {
            let moment = Moment::parse(text).unwrap();
            moment.by_clock(&zones).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            clock("2025-06-18T02:01:53"),
            ["2025-06-18T02:01:53"],
            "a clock without a zone is what it is"
        );
        assert_eq!(clock("2025-06-18T02:01:53Z"), ["2025-06-18T04:01:53", "2025-06-18T02:01:53"]);
        assert_eq!(clock("2025-06-18T02:01:53-07:00")[0], "2025-06-18T02:01:53", "its own zone comes first");
        let utc = |text: &str| Moment::parse(text).unwrap().in_utc(&zones)[0].to_string();
        assert_eq!(utc("2025-06-18T02:01:53"), "2025-06-18T00:01:53Z");
        assert_eq!(utc("2025-06-18T02:01:53-07:00"), "2025-06-18T09:01:53Z");
        assert_eq!(Moment::parse("2025-06-18"), None, "a day is no moment");
    }
}
