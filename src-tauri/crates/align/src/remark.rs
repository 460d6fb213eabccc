//! A message read as a remark on some moment of the talk.

use std::collections::HashMap;
use std::ops::Range;

use causerie_model::{Kind, Message, TimeMs};

use crate::grid::steps;
use crate::lag::Lag;
use crate::spoken::{Place, Spoken, joined};
use crate::terms::{Term, terms};

/// How likely a remark is to say a term of the sentence it remarks on.
const TAKEN_UP: f64 = 0.2;
/// How likely any message is to be a remark on what was said about then.
const ABOUT_NOW: f64 = 0.65;
/// What is left of the likelihood of a remark for moments at which none of its terms is said.
const ELSEWHERE: f64 = 0.4;
/// A message that is not about now says so many terms as they come in the talk.
const TERMS: f64 = 5.0;
/// and so large a share of the terms of other messages.
const WRITTEN: f64 = 0.5;
/// What a message outside the recording costs; natural logarithm.
const OFF_RECORD: f64 = 0.5;
/// Terms as near as this to each other count as one sentence.
pub(crate) const SENTENCE: i64 = steps(8);
/// Beyond its rarest term, the others of a message add this much of their weight, since they are not independent.
const FURTHER: f64 = 0.6;
/// A piece of a word counts for half a word.
const PIECE: f64 = 0.5;
/// Of one message no more terms are looked at, the rarest ones, and no more moments, the best ones; and no term that
/// is said at more places.
const TELLING: usize = 24;
const MOMENTS: usize = 48;
const PLACES: usize = 250;
/// No more characters of a message are read.
const LONGEST: usize = 4_000;
/// Repetitions of a term in the chat within this time follow from each other more than from the talk.
const ECHO: TimeMs = TimeMs::new(120_000);

/// A moment of the talk that a message may remark on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) step: i64,
    /// The number of the transcript's message.
    pub(crate) seq: u32,
    /// How many times as likely the message is at this moment as at any other.
    pub(crate) gain: f32,
}

/// A message of the chat and the moments that it may remark on.
#[derive(Debug)]
pub(crate) struct Remark<'a> {
    pub(crate) message: &'a Message,
    /// In the order of the talk.
    pub(crate) moments: Vec<Moment>,
    /// When its author was speaking.
    pub(crate) voice: &'a [Range<i64>],
    /// The logarithm of the likelihood of the message where it lies nowhere in particular.
    level: f64,
}

impl Remark<'_> {
    pub(crate) fn source(&self) -> TimeMs {
        self.message.source
    }

    /// How much more likely the message is at a moment of the recording than at any; natural logarithm.
    /// `near` sums over the moments how much each gains by how likely it is to be remarked on so much later.
    pub(crate) fn score(&self, near: f32) -> f64 {
        (1.0 - ABOUT_NOW + ABOUT_NOW * (ELSEWHERE + f64::from(near))).ln() - self.level
    }

    /// The score where nothing of it is near.
    pub(crate) fn lowest(&self) -> f64 {
        self.score(0.0)
    }

    /// How far the score lies above the lowest.
    pub(crate) fn rise(near: f32) -> f32 {
        const STEEPNESS: f64 = ABOUT_NOW / (1.0 - ABOUT_NOW + ABOUT_NOW * ELSEWHERE);
        (1.0 + near * STEEPNESS as f32).ln()
    }

    /// The score of lying outside the recording, which is the rarer case.
    pub(crate) fn off_record(&self) -> f64 {
        -self.level - OFF_RECORD
    }

    /// How much its best moment gains.
    pub(crate) fn strongest(&self) -> f32 {
        self.moments.iter().map(|moment| moment.gain).fold(0.0, f32::max)
    }

    /// Its score at one step of the timeline, inside the recording.
    pub(crate) fn score_at(&self, step: i64, lag: &Lag) -> f64 {
        let within = self.moments.partition_point(|moment| step - moment.step > lag.last());
        let near = self.moments.iter().skip(within).take_while(|moment| step - moment.step >= lag.first());
        self.score(near.map(|moment| moment.gain * lag.at(step - moment.step)).sum())
    }
}

/// What was written, read against what was said; in the order of the chat's clock.
pub(crate) fn remarks<'a>(chat: &'a [Message], spoken: &'a Spoken) -> Vec<Remark<'a>> {
    let mut written: Vec<&Message> = chat.iter().filter(|message| is_written(message.kind)).collect();
    written.sort_by_key(|message| (message.source, message.seq));
    let keys: Vec<Vec<Key>> = written.iter().map(|message| keys(message, spoken)).collect();
    let mut used: HashMap<&str, usize> = HashMap::new();
    for key in keys.iter().flatten() {
        *used.entry(&key.text).or_default() += 1;
    }
    let mut last: HashMap<&str, (TimeMs, i32)> = HashMap::new();
    let share = 1.0 / written.len().max(1) as f64;
    written
        .iter()
        .zip(&keys)
        .map(|(message, keys)| {
            let mut weighed = Vec::new();
            for key in keys {
                let places = spoken.places(&key.text);
                let said = places.len() as f64 * (TERMS / spoken.terms as f64).min(1.0);
                let written = used.get(key.text.as_str()).map_or(0, |used| used - 1) as f64 * share;
                let echoes = match last.get(key.text.as_str()) {
                    Some(&(before, echoes)) if message.source.distance(before) <= ECHO => echoes + 1,
                    Some(_) | None => 0,
                };
                last.insert(&key.text, (message.source, echoes));
                let gain = (TAKEN_UP / (said + written * WRITTEN)).ln();
                let weight = gain * key.weight / f64::from(echoes + 1);
                if weight > 0.0 && places.len() <= PLACES {
                    weighed.push((places, weight));
                }
            }
            weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
            weighed.truncate(TELLING);
            let moments = moments(&weighed, spoken.steps);
            let near = moments.iter().map(|moment| f64::from(moment.gain)).sum::<f64>() / spoken.steps as f64;
            let level = (1.0 - ABOUT_NOW + ABOUT_NOW * (ELSEWHERE + near)).ln();
            Remark { message, moments, voice: spoken.voice(&message.author), level }
        })
        .collect()
}

pub(crate) fn is_written(kind: Kind) -> bool {
    match kind {
        Kind::Chat | Kind::Private => true,
        Kind::Transcript | Kind::System | Kind::Marker => false,
    }
}

/// The terms of a message, or of the beginning of a very long one.
pub(crate) fn written_terms(message: &Message) -> Vec<Term> {
    let end = message.text.char_indices().nth(LONGEST).map_or(message.text.len(), |(at, _)| at);
    terms(message.text.get(..end).unwrap_or_default())
}

/// A term that a message shares with the talk.
struct Key {
    text: String,
    weight: f64,
}

fn keys(message: &Message, spoken: &Spoken) -> Vec<Key> {
    let terms = written_terms(message);
    let pairs = terms.windows(2).filter_map(|pair| match pair {
        [a, b] if !a.is_piece && !b.is_piece => Some(Key { text: joined(a, b), weight: PIECE }),
        _ => None,
    });
    let mut keys: Vec<Key> = terms
        .iter()
        .map(|term| Key { text: term.key.clone(), weight: if term.is_piece { PIECE } else { 1.0 } })
        .chain(pairs)
        .filter(|key| !spoken.places(&key.text).is_empty())
        .collect();
    keys.sort_by(|a, b| a.text.cmp(&b.text));
    keys.dedup_by(|a, b| a.text == b.text);
    keys
}

/// The best moments for a message with these terms, in the order of the talk.
fn moments(weighed: &[(&[Place], f64)], steps: i64) -> Vec<Moment> {
    let mut said: Vec<(i64, usize, u32)> = weighed
        .iter()
        .enumerate()
        .flat_map(|(term, (places, _))| places.iter().map(move |place| (place.step, term, place.seq)))
        .filter(|(step, ..)| (0..steps).contains(step))
        .collect();
    said.sort_unstable();
    // How often each term is said near the moment.
    let mut near = vec![0_u32; weighed.len()];
    let (mut from, mut to) = (0, 0);
    let mut found = Vec::with_capacity(said.len());
    for &(step, _, seq) in &said {
        while let Some((_, term, _)) = said.get(to).filter(|(next, ..)| *next <= step + SENTENCE) {
            near.iter_mut().skip(*term).take(1).for_each(|count| *count += 1);
            to += 1;
        }
        while let Some((_, term, _)) = said.get(from).filter(|(first, ..)| *first < step - SENTENCE) {
            near.iter_mut().skip(*term).take(1).for_each(|count| *count -= 1);
            from += 1;
        }
        let weights =
            near.iter().zip(weighed).filter(|(count, _)| **count > 0).map(|(_, (_, weight))| *weight);
        let (sum, most) =
            weights.fold((0.0, 0.0_f64), |(sum, most), weight| (sum + weight, most.max(weight)));
        let gain = (most + (sum - most) * FURTHER).min(20.0).exp();
        found.push(Moment { step, seq, gain: gain as f32 });
    }
    found.dedup_by_key(|moment| moment.step);
    if found.len() > MOMENTS {
        found.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.step.cmp(&b.step)));
        found.truncate(MOMENTS);
        found.sort_by_key(|moment| moment.step);
    }
    found
}
