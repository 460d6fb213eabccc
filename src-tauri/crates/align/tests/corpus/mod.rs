//! Made-up meetings whose truth is known.

pub mod chat;
pub mod dice;
pub mod plain_vote;
pub mod talk;
pub mod tongues;

use causerie_model::{Kind, Message, TimeMs};

use chat::{Habits, Line};
use dice::Dice;
use talk::Talk;
use tongues::Tongue;

/// How the chat's clock runs against the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Steady,
    /// The recording was paused now and then.
    Pauses,
    /// It went on another day.
    TwoDays,
    /// It was begun anew, and the chat's clock with it.
    Restarts,
    /// The clocks run at different speeds.
    Drift,
    /// The chat is that of another meeting on the same themes.
    Unrelated,
}

pub struct Meeting {
    pub clock: Clock,
    pub seconds: f64,
    pub chat: Vec<Message>,
    /// The true moments of the chat's messages in seconds of the timeline; none if it was sent off record.
    pub truth: Vec<Option<f64>>,
    pub transcript: Vec<Message>,
}

impl Meeting {
    pub fn new(tongue: &'static Tongue, clock: Clock, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let dice = &mut dice;
        let mut habits = Habits::any(dice);
        habits.lines = habits.lines.max(32);
        let mut talk = Talk::new(tongue, dice);
        let mut lines = chat::chat(&mut talk, tongue, &habits, dice);
        let transcript = talk.transcript(tongue, dice);
        if clock == Clock::Unrelated {
            let mut other = talk.sequel(tongue, dice);
            lines = chat::chat(&mut other, tongue, &habits, dice);
        }
        let seconds = talk.seconds;
        let mut meeting = Self { clock, seconds, chat: Vec::new(), truth: Vec::new(), transcript };
        meeting.set_clock(lines, dice);
        meeting
    }

    fn set_clock(&mut self, mut lines: Vec<Line>, dice: &mut Dice) {
        let start = match dice.count(0, 4) {
            0 => dice.between(-1200.0, 1200.0),
            1 => dice.between(0.0, 86_400.0),
            2 => 1_746_000_000.0 + dice.between(0.0, 1e7),
            _ => dice.between(7.0, 21.0) * 3600.0,
        };
        let rate = if self.clock == Clock::Drift { 1.0 + dice.between(-0.008, 0.008) } else { 1.0 };
        let pauses = self.pauses(dice);
        let is_coarse = dice.chance(0.2);
        // Some lines fall in the pauses.
        let mut timed: Vec<(f64, Option<f64>, Line)> = Vec::new();
        let chatter: Vec<Line> = lines.clone();
        let mut gone = 0.0;
        let mut done = 0.0;
        for &(at, length) in &pauses {
            for _ in 0..dice.count(0, 2 + (length.min(7200.0) / 300.0) as usize) {
                let mut line = dice.pick(&chatter).clone();
                line.at = at;
                timed.push((at + gone + dice.between(0.0, length), None, line));
            }
            for line in
                lines.iter().filter(|line| (done..at).contains(&line.at) || (done == 0.0 && line.at < at))
            {
                timed.push((line.at + gone, Some(line.at), line.clone()));
            }
            gone += length;
            done = at;
        }
        lines.retain(|line| line.at >= done || done == 0.0);
        timed.extend(lines.into_iter().map(|line| (line.at + gone, Some(line.at), line)));
        if self.clock != Clock::Restarts {
            timed.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        let seconds = self.seconds;
        for (at, truth, line) in timed {
            let source = start + at / rate;
            let source = if is_coarse { (source / 60.0).floor() * 60.0 } else { source.floor() };
            self.truth.push(truth.filter(|at| (0.0..seconds).contains(at)));
            self.chat.push(Message {
                seq: self.chat.len() as u32,
                line: self.chat.len() as u32 + 1,
                source: TimeMs::from_seconds(source),
                end: None,
                kind: Kind::Chat,
                author: line.author,
                to: None,
                text: line.text,
                reply_to: None,
                reactions: Vec::new(),
                words: None,
            });
        }
    }

    /// When the recording was stopped, and for how long by the chat's clock; in seconds.
    fn pauses(&self, dice: &mut Dice) -> Vec<(f64, f64)> {
        let count = match self.clock {
            Clock::Pauses => dice.count(1, 4),
            Clock::TwoDays | Clock::Restarts => 1,
            Clock::Steady | Clock::Drift | Clock::Unrelated => 0,
        };
        let mut pauses: Vec<(f64, f64)> = (0..count)
            .map(|_| {
                let length =
                    if dice.chance(0.6) { dice.between(60.0, 900.0) } else { dice.between(900.0, 7200.0) };
                (dice.between(0.15, 0.85) * self.seconds, length)
            })
            .collect();
        for (at, length) in &mut pauses {
            match self.clock {
                Clock::TwoDays => *length += 20.0 * 3600.0,
                Clock::Restarts => *length = -*at,
                Clock::Steady | Clock::Pauses | Clock::Drift | Clock::Unrelated => {}
            }
        }
        pauses.sort_by(|a, b| a.0.total_cmp(&b.0));
        pauses
    }

    /// Whether at least nine of ten messages that were sent during the recording are put within half a minute of
    /// their true moment. A clock that shows minutes only may be late by its whole minute besides.
    pub fn is_right(&self, to_timeline: impl Fn(TimeMs) -> TimeMs) -> bool {
        let errors = self.errors(to_timeline);
        let near = errors.iter().filter(|error| **error <= 30.0).count();
        near as f64 >= 0.9 * errors.len() as f64
    }

    /// In seconds, of each message sent during the recording.
    pub fn errors(&self, to_timeline: impl Fn(TimeMs) -> TimeMs) -> Vec<f64> {
        let is_coarse = self.chat.iter().all(|message| message.source.get() % 60_000 == 0);
        let cut = if is_coarse { 30.0 } else { 0.0 };
        let placed = self.chat.iter().zip(&self.truth).filter_map(|(message, truth)| {
            let at = to_timeline(message.source).as_seconds();
            let error = (at + cut - (*truth)?).abs();
            Some((error - cut).max(0.0))
        });
        placed.collect()
    }
}
