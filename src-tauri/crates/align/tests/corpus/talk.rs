//! A talk: people who drift through themes, and the transcript that a machine made of it.

use std::collections::BTreeMap;

use causerie_model::{Kind, Message, TimeMs};

use super::dice::Dice;
use super::tongues::Tongue;

#[derive(Debug, Clone)]
pub struct Sentence {
    /// In seconds of the timeline.
    pub start: f64,
    pub end: f64,
    pub speaker: usize,
    pub words: Vec<String>,
    /// Those of its words that mean something.
    pub content: Vec<String>,
    pub theme: usize,
    pub asks: bool,
}

pub struct Theme {
    pub topic: usize,
    pub focus: Vec<String>,
}

/// What a meeting is made of.
pub struct Talk {
    pub seconds: f64,
    pub sentences: Vec<Sentence>,
    pub themes: Vec<Theme>,
    pub topics: Vec<Vec<String>>,
    pub everyday: Vec<String>,
    pub small: Vec<String>,
    pub speakers: Vec<String>,
}

pub fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

/// A name or a term of some trade.
pub fn invent(tongue: &Tongue, dice: &mut Dice) -> String {
    let syllables = words(tongue.syllables);
    let word: String = (0..dice.count(2, 4)).map(|_| dice.pick(&syllables).clone()).collect();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if dice.chance(0.5) => first.to_uppercase().chain(letters).collect(),
        Some(_) | None => word,
    }
}

/// The words of a topic, the commonest first: real ones and invented ones, and few of another topic.
fn vocabulary(tongue: &Tongue, topic: usize, dice: &mut Dice) -> Vec<String> {
    let mut all = words(tongue.topics[topic % tongue.topics.len()]);
    let invented = dice.count(100, 350);
    all.extend((0..invented).map(|_| invent(tongue, dice)));
    let other = words(dice.pick::<&str>(tongue.topics));
    all.extend((0..6).map(|_| dice.pick(&other).clone()));
    dice.shuffle(&mut all);
    all
}

impl Talk {
    pub fn new(tongue: &Tongue, dice: &mut Dice) -> Self {
        let seconds = dice.between(30.0, 120.0) * 60.0;
        let topics: Vec<_> = (0..dice.count(2, 7)).map(|topic| vocabulary(tongue, topic, dice)).collect();
        let mut everyday = words(tongue.everyday);
        everyday.extend((0..dice.count(1200, 3500)).map(|_| invent(tongue, dice).to_lowercase()));
        let speakers =
            (0..dice.count(1, 9)).map(|_| format!("{} {}", invent(tongue, dice), invent(tongue, dice)));
        let speakers = speakers.collect();
        let small = words(tongue.small);
        let mut talk =
            Self { seconds, sentences: Vec::new(), themes: Vec::new(), topics, everyday, small, speakers };
        talk.speak(dice);
        talk
    }

    /// Another meeting of the same circle: some of its words, everyday language and speakers, other themes.
    pub fn sequel(&self, tongue: &Tongue, dice: &mut Dice) -> Self {
        let mut next = Self::new(tongue, dice);
        next.everyday.clone_from(&self.everyday);
        next.speakers.clone_from(&self.speakers);
        for (topic, before) in next.topics.iter_mut().zip(&self.topics) {
            let kept = before.len() / 2;
            topic.truncate(kept);
            topic.extend(before.iter().take(kept).cloned());
            dice.shuffle(topic);
        }
        next.sentences.clear();
        next.themes.clear();
        next.speak(dice);
        next
    }

    fn speak(&mut self, dice: &mut Dice) {
        let pace = dice.between(0.34, 0.5);
        let density = dice.between(0.10, 0.25);
        let patience = dice.between(20.0, 160.0);
        let length = dice.between(100.0, 420.0);
        let revisits = dice.between(0.0, 0.35);
        let (mut now, mut speaker, mut turn_ends) = (dice.between(1.0, 40.0), 0, 0.0);
        while now < self.seconds - 20.0 {
            let theme = if dice.chance(revisits) && !self.themes.is_empty() {
                dice.count(0, self.themes.len())
            } else {
                let share = now / self.seconds * self.topics.len() as f64;
                let topic = (share as usize).min(self.topics.len() - 1);
                let focus =
                    (0..dice.count(5, 16)).map(|_| dice.pick_zipf(&self.topics[topic]).clone()).collect();
                self.themes.push(Theme { topic, focus });
                self.themes.len() - 1
            };
            let theme_ends = now + dice.between(0.5, 1.5) * length;
            let mut at_hand: Vec<String> = Vec::new();
            while now < theme_ends.min(self.seconds - 8.0) {
                if now > turn_ends {
                    speaker = dice.count(0, self.speakers.len());
                    turn_ends = now + dice.wait(patience);
                }
                if dice.chance(0.2) || at_hand.is_empty() {
                    // What is on the tongue for a while, out of the theme.
                    at_hand = (0..3).map(|_| dice.pick(&self.themes[theme].focus).clone()).collect();
                }
                let sentence = self.sentence(dice, now, pace, density, speaker, theme, &at_hand);
                now = sentence.end + if dice.chance(0.1) { dice.wait(6.0) } else { dice.wait(0.7) };
                self.sentences.push(sentence);
            }
        }
        self.wrap_up(dice, pace);
    }

    #[expect(clippy::too_many_arguments, reason = "what a sentence hangs on")]
    fn sentence(
        &self,
        dice: &mut Dice,
        start: f64,
        pace: f64,
        density: f64,
        speaker: usize,
        theme: usize,
        at_hand: &[String],
    ) -> Sentence {
        let (mut words, mut content) = (Vec::new(), Vec::new());
        for _ in 0..dice.count(4, 24) {
            if dice.chance(density) {
                let word = match dice.share() {
                    s if s < 0.3 => dice.pick(at_hand),
                    s if s < 0.5 => dice.pick(&self.themes[theme].focus),
                    s if s < 0.95 => dice.pick_zipf(&self.topics[self.themes[theme].topic]),
                    _ => {
                        let other = dice.pick(&self.topics);
                        dice.pick_zipf(other)
                    }
                };
                content.push(word.clone());
                words.push(word.clone());
            } else if dice.chance(0.35) {
                let word = dice.pick_zipf(&self.everyday);
                if dice.chance(0.8) {
                    content.push(word.clone());
                }
                words.push(word.clone());
            } else {
                words.push(dice.pick_zipf(&self.small).clone());
            }
        }
        let end = start + words.len() as f64 * pace;
        Sentence { start, end, speaker, words, content, theme, asks: dice.chance(0.06) }
    }

    /// Says what is to come at the beginning, and at the end what has been.
    fn wrap_up(&mut self, dice: &mut Dice, pace: f64) {
        let named: Vec<String> = self
            .themes
            .iter()
            .flat_map(|theme| [dice.pick(&theme.focus).clone(), dice.pick(&theme.focus).clone()])
            .collect();
        let count = self.sentences.len();
        for (at, sentence) in self.sentences.iter_mut().enumerate() {
            if (4..8).contains(&at) || at + 6 > count && at + 2 < count {
                sentence.words.truncate(5);
                sentence.words.extend((0..5).map(|_| dice.pick(&named).clone()));
                sentence.end = sentence.start + sentence.words.len() as f64 * pace;
            }
        }
    }

    /// Somebody reads this out from then on, instead of what was said there.
    pub fn read_out(&mut self, at: f64, text: Vec<String>) {
        let Some(first) = self.sentences.iter().position(|sentence| sentence.start >= at) else { return };
        let sentence = &mut self.sentences[first];
        sentence.end = sentence.start + text.len() as f64 * 0.4;
        sentence.content = text.clone();
        sentence.words = text;
        let (end, pause) = (sentence.end, 0.3);
        for later in self.sentences.iter_mut().skip(first + 1).take(3) {
            later.start = later.start.max(end + pause);
            later.end = later.end.max(later.start + 0.5);
        }
    }

    /// How often each word is said.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for word in self.sentences.iter().flat_map(|sentence| &sentence.content) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        counts
    }

    /// The last sentence that had begun.
    pub fn before(&self, at: f64) -> Option<usize> {
        self.sentences.partition_point(|sentence| sentence.start <= at).checked_sub(1)
    }

    /// As a machine writes it down: some of the words wrong, in cues of a sentence or some words.
    pub fn transcript(&self, tongue: &Tongue, dice: &mut Dice) -> Vec<Message> {
        let misheard = dice.between(0.03, 0.22);
        let tells_names = dice.chance(0.6);
        let is_short = dice.chance(0.4);
        let mut cues = Vec::new();
        for sentence in &self.sentences {
            let heard: Vec<String> = sentence
                .words
                .iter()
                .map(|word| {
                    let is_rare = !self.small.contains(word);
                    if !dice.chance(misheard * if is_rare { 1.4 } else { 0.6 }) {
                        word.clone()
                    } else if dice.chance(0.5) {
                        dice.pick(&self.everyday).clone()
                    } else {
                        garbled(word, tongue, dice)
                    }
                })
                .collect();
            let size = if is_short { 7 } else { 40 };
            let pace = (sentence.end - sentence.start) / heard.len().max(1) as f64;
            for (part, words) in heard.chunks(size).enumerate() {
                let start = sentence.start + (part * size) as f64 * pace;
                let end = start + words.len() as f64 * pace;
                let stop = if sentence.asks { "?" } else { "." };
                cues.push(Message {
                    seq: cues.len() as u32,
                    line: cues.len() as u32 + 1,
                    source: TimeMs::from_seconds(start),
                    end: Some(TimeMs::from_seconds(end)),
                    kind: Kind::Transcript,
                    author: if tells_names { self.speakers[sentence.speaker].clone() } else { String::new() },
                    to: None,
                    text: words.join(tongue.space) + stop,
                    reply_to: None,
                    reactions: Vec::new(),
                    words: None,
                });
            }
        }
        cues
    }
}

/// A word that somebody did not get right.
pub fn garbled(word: &str, tongue: &Tongue, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.count(0, letters.len().max(1));
    match dice.count(0, 3) {
        0 if letters.len() > 2 => {
            letters.remove(at);
        }
        1 if letters.len() > 2 && at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {
            let syllables = words(tongue.syllables);
            let other = dice.pick(&syllables).chars().next();
            if let (Some(letter), Some(other)) = (letters.get_mut(at), other) {
                *letter = other;
            }
        }
    }
    letters.into_iter().collect()
}
