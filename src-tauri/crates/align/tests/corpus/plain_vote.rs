//! The peer: every rare word that is both said and written votes for a shift, and the fullest bin wins.

use std::collections::BTreeMap;

use causerie_model::{Message, TimeMs};

/// In seconds.
const BIN: f64 = 15.0;
/// A word is rare if it comes at most so often on either side.
const RARE: usize = 4;

/// The shift in seconds, and how many times more votes it has than the next.
pub fn vote(chat: &[Message], transcript: &[Message]) -> Option<(f64, f64)> {
    let (written, said) = (rare(chat), rare(transcript));
    let mut votes: BTreeMap<i64, f64> = BTreeMap::new();
    for (word, sources) in &written {
        let Some(moments) = said.get(word) else { continue };
        let weight = 1.0 / (sources.len() * moments.len()) as f64;
        for source in sources {
            for moment in moments {
                *votes.entry(((moment - source) / BIN).floor() as i64).or_default() += weight;
            }
        }
    }
    let smooth = |bin: i64| (-1..=1).filter_map(|near| votes.get(&(bin + near))).sum::<f64>();
    let mut heights: Vec<(f64, i64)> = votes.keys().map(|bin| (smooth(*bin), *bin)).collect();
    heights.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (top, bin) = *heights.first()?;
    let second = heights.iter().find(|(_, other)| other.abs_diff(bin) > 3).map_or(0.1, |(height, _)| *height);
    // The middle of the bin, what people need to type, and what a clock that shows minutes only cuts off.
    let is_coarse = chat.iter().all(|message| message.source.get() % 60_000 == 0);
    let cut = if is_coarse { 30.0 } else { 0.0 };
    Some(((bin as f64 + 0.5) * BIN + 15.0 - cut, top / second.max(0.1)))
}

fn rare(messages: &[Message]) -> BTreeMap<String, Vec<f64>> {
    let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for message in messages {
        for word in words(&message.text) {
            all.entry(word).or_default().push(message.source.as_seconds());
        }
    }
    all.retain(|_, moments| moments.len() <= RARE);
    all
}

fn words(text: &str) -> Vec<String> {
    let is_word = |word: &&str| word.chars().count() > 3 || !word.is_ascii() && word.chars().count() > 1;
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(str::to_lowercase);
    split
        .flat_map(|word| {
            if word.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)) {
                let letters: Vec<char> = word.chars().collect();
                letters.windows(2).map(String::from_iter).collect()
            } else {
                vec![word]
            }
        })
        .collect()
}

/// The way of one shift.
pub fn to_timeline(shift: f64) -> impl Fn(TimeMs) -> TimeMs {
    move |source| source + TimeMs::from_seconds(shift)
}
