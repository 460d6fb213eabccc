//! From all that is known of a session to how one of its logs is aligned.

use causerie_align::{Hints, propose};
use causerie_model::{Alignment, Anchor, Message, Method, ParsedLog, Session, TimeBase, TimeMs};
use jiff::tz::TimeZone;

use super::starts::{Start, Trust, since_midnight};

/// What is known beside a log.
pub(crate) struct Evidence {
    /// When the recordings may have begun, the most trusted first.
    pub(crate) starts: Vec<Start>,
    /// The zones whose clocks the log may have been written by, the likeliest first.
    pub(crate) zones: Vec<TimeZone>,
    /// What is said, at its moments on the timeline.
    pub(crate) transcript: Vec<Message>,
}

/// How a log seems to be aligned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guess {
    pub(crate) alignment: Alignment,
    /// Whether it is sure enough to be used without asking.
    pub(crate) accepted: bool,
    /// Why, in a sentence.
    pub(crate) why: String,
}

impl Guess {
    /// Chapters stand where their recording says.
    pub(crate) fn of_chapters(alignment: Alignment) -> Self {
        Self { alignment, accepted: true, why: "The chapters are told by their recording.".to_owned() }
    }
}

/// So large a part of the messages must fall inside the recording for a start time to be believed.
const BELIEVED: f64 = 0.9;
/// Alignments that put the middle message within this of each other say the same.
const SAME: TimeMs = TimeMs::new(60_000);
/// From this confidence on the words are believed rather than a format, or a start that is known.
const OVERRULES: f64 = 0.95;

/// The alignment of a log: what its format promises, unless the recording's length or, clearly, the words speak against
/// it; else what a start says that puts the messages inside the recording; else where the words belong; else its first
/// message is put at the start, which is only assumed.
pub(crate) fn guess(log: &ParsedLog, session: &Session, evidence: &Evidence) -> Guess {
    let words = by_words(log, session, evidence);
    let overrules = |other: &Alignment| {
        let words = words.as_ref().ok().filter(|words| !agree(&words.alignment, other, log))?;
        (words.alignment.confidence >= OVERRULES).then(|| words.clone())
    };
    if let Some(documented) = documented(log, session) {
        return overrules(&documented.alignment).unwrap_or(documented);
    }
    match (by_start(log, session, evidence), words) {
        (Some((known, Trust::Said | Trust::Known)), Ok(words)) => {
            let overruled =
                words.alignment.confidence >= OVERRULES && !agree(&words.alignment, &known.alignment, log);
            if overruled { words } else { known }
        }
        (Some((_, Trust::Guess | Trust::End | Trust::Made)), Ok(words)) | (None, Ok(words)) => words,
        (Some((by_start, _)), Err(_)) => by_start,
        (None, Err(why)) => {
            let first = log.messages.iter().map(|message| message.source).min().unwrap_or_default();
            Guess { alignment: Alignment::assumed(first), accepted: false, why }
        }
    }
}

fn documented(log: &ParsedLog, session: &Session) -> Option<Guess> {
    let first = log.messages.iter().map(|message| message.source).min();
    let fits = log.time_base == TimeBase::Relative && first.is_none_or(|first| first <= session.duration());
    fits.then(|| Guess {
        alignment: Alignment::documented(),
        accepted: true,
        why: format!("The times of {} count from the start of the recording.", log.format),
    })
}

/// Where the words belong, or why they do not tell.
fn by_words(log: &ParsedLog, session: &Session, evidence: &Evidence) -> Result<Guess, String> {
    if log.time_base == TimeBase::None {
        return Err("The log has no times.".into());
    }
    let proposal = propose(&log.messages, &evidence.transcript, session.duration(), Hints::default());
    let why = proposal.why.to_string();
    if !proposal.accepted {
        return Err(why);
    }
    Ok(Guess { alignment: proposal.alignment, accepted: true, why })
}

/// What the most trusted start says that puts the messages inside the recording, and how far it is to be trusted.
fn by_start(log: &ParsedLog, session: &Session, evidence: &Evidence) -> Option<(Guess, Trust)> {
    let first_day = log.started_at.as_deref().and_then(|start| start.get(..10)?.parse().ok());
    for group in evidence.starts.chunk_by(|a, b| a.trust == b.trust) {
        let trust = group.first()?.trust;
        let mut best: Option<(f64, Alignment, &str)> = None;
        let mut twins = false;
        for course in courses(group, log.time_base, first_day, &evidence.zones, session) {
            let share = share_inside(&course.alignment, log, session);
            match &best {
                // What a file was made at may be either end of the recording: the better fit tells which.
                Some((most, ..)) if trust != Trust::Made || share <= *most => twins |= share == *most,
                Some(_) | None if share >= BELIEVED => {
                    twins = false;
                    best = Some((share, course.alignment, course.found));
                }
                Some(_) | None => {}
            }
        }
        if let Some((share, mut alignment, found)) = best {
            let unsure = if trust == Trust::Made && twins { 0.6 } else { 1.0 };
            alignment.confidence = share * unsure * worth(trust);
            let why = format!(
                "The start told by {found} puts {:.0} % of the messages inside the recording.",
                share * 100.0
            );
            return Some((Guess { alignment, accepted: true, why }, trust));
        }
    }
    None
}

fn worth(trust: Trust) -> f64 {
    match trust {
        Trust::Said => 1.0,
        Trust::Known => 0.98,
        Trust::Guess => 0.8,
        Trust::End => 0.7,
        Trust::Made => 0.6,
    }
}

struct Course<'a> {
    alignment: Alignment,
    /// Where its start was found.
    found: &'a str,
}

/// The alignments that starts of one trust can mean, the likeliest first.
fn courses<'a>(
    starts: &'a [Start],
    base: TimeBase,
    first_day: Option<jiff::civil::Date>,
    zones: &[TimeZone],
    session: &Session,
) -> Vec<Course<'a>> {
    let mut parts: Vec<(Part, Vec<TimeMs>)> = Vec::new();
    let mut courses = Vec::new();
    for start in starts {
        let Some(part) = Part::nth(session, start.part) else { continue };
        let began = readings(start, base, first_day, zones, part.duration);
        for &source in &began {
            let anchor = Anchor { source, at: part.at };
            let alignment = Alignment::at_anchors(Method::Metadata, vec![anchor], 0.0);
            courses.push(Course { alignment, found: &start.found });
        }
        if parts.iter().all(|(known, _)| known.at < part.at) {
            parts.push((part, began));
        }
    }
    let (true, Some(first)) = (parts.len() > 1, starts.first()) else { return courses };
    let choices = parts.iter().map(|(_, began)| began.len()).min().unwrap_or_default();
    let joined = (0..choices)
        .filter_map(|choice| Some(Course { alignment: through_parts(&parts, choice)?, found: &first.found }));
    joined.chain(std::mem::take(&mut courses)).collect()
}

/// A recording on the timeline.
struct Part {
    at: TimeMs,
    duration: TimeMs,
}

impl Part {
    fn nth(session: &Session, n: usize) -> Option<Self> {
        let recording = session.recordings.get(n)?;
        Some(Self { at: session.begin(&recording.id)?, duration: recording.duration })
    }
}

/// The moments of the log's clock at which a recording began, as a start can be read; the likeliest first.
fn readings(
    start: &Start,
    base: TimeBase,
    first_day: Option<jiff::civil::Date>,
    zones: &[TimeZone],
    duration: TimeMs,
) -> Vec<TimeMs> {
    let told: Vec<TimeMs> = match base {
        TimeBase::Utc => {
            start.moment.in_utc(zones).iter().map(|at| TimeMs::new(at.as_millisecond())).collect()
        }
        TimeBase::WallClock | TimeBase::Relative => {
            let clocks = start.moment.by_clock(zones).into_iter();
            match first_day {
                Some(day) => clocks.map(|civil| since_midnight(civil, day)).collect(),
                None => clocks
                    .flat_map(|civil| {
                        let at = since_midnight(civil, civil.date());
                        [at, at + TimeMs::DAY, at - TimeMs::DAY]
                    })
                    .collect(),
            }
        }
        TimeBase::None => Vec::new(),
    };
    match start.trust {
        Trust::Said | Trust::Known | Trust::Guess => told,
        Trust::End => told.into_iter().map(|at| at - duration).collect(),
        Trust::Made => told.into_iter().flat_map(|at| [at, at - duration]).collect(),
    }
}

/// An alignment through recordings that each have a start of their own: between them the log goes on, and the timeline
/// stands still. `None` if a recording would begin while the one before still runs.
fn through_parts(parts: &[(Part, Vec<TimeMs>)], choice: usize) -> Option<Alignment> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for (part, began) in parts {
        let source = *began.get(choice)?;
        if anchors.last().is_some_and(|end| source <= end.source) {
            return None;
        }
        anchors.push(Anchor { source, at: part.at });
        anchors.push(Anchor { source: source + part.duration, at: part.at + part.duration });
    }
    Some(Alignment::at_anchors(Method::Metadata, anchors, 0.0))
}

/// The share of messages between the start of the first recording and the end of the last.
fn share_inside(alignment: &Alignment, log: &ParsedLog, session: &Session) -> f64 {
    let range = TimeMs::ZERO..=session.duration();
    let is_inside = |message: &&Message| range.contains(&alignment.to_timeline(message.source));
    log.messages.iter().filter(is_inside).count() as f64 / log.messages.len().max(1) as f64
}

/// Whether two alignments put the messages of a log at about the same moments.
fn agree(one: &Alignment, other: &Alignment, log: &ParsedLog) -> bool {
    let apart =
        |message: &Message| one.to_timeline(message.source).distance(other.to_timeline(message.source));
    let mut apart: Vec<TimeMs> = log.messages.iter().map(apart).collect();
    let middle = apart.len() / 2;
    if apart.is_empty() {
        return true;
    }
    *apart.select_nth_unstable(middle).1 <= SAME
}
