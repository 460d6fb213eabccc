//! What is typed while a talk goes on: answers to what is said, themes, threads of its own, politeness.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::talk::{Talk, garbled, invent};
use super::tongues::Tongue;

#[derive(Debug, Clone)]
pub struct Line {
    /// In seconds of the timeline.
    pub at: f64,
    pub author: String,
    pub text: String,
}

/// How a chat hangs together with its talk. The shares are of all lines.
pub struct Habits {
    pub lines: usize,
    pub answers: f64,
    pub on_theme: f64,
    pub astray: f64,
    pub replies: f64,
    pub read_out: f64,
    pub links: f64,
    /// Seconds of thought before typing, on the average.
    pub thought: f64,
    /// How many rare words an answer takes up, on the average.
    pub taken_up: f64,
    pub people: usize,
    /// Whether speakers write too.
    pub speakers_write: bool,
}

impl Habits {
    pub fn any(dice: &mut Dice) -> Self {
        Self {
            lines: (dice.between(3.4, 5.6)).exp() as usize,
            answers: dice.between(0.25, 0.7),
            on_theme: dice.between(0.03, 0.15),
            astray: dice.between(0.01, 0.12),
            replies: dice.between(0.05, 0.2),
            read_out: if dice.chance(0.3) { dice.between(0.01, 0.08) } else { 0.0 },
            links: dice.between(0.0, 0.08),
            thought: dice.between(6.0, 28.0),
            taken_up: dice.between(1.2, 3.6),
            people: dice.count(5, 41),
            speakers_write: dice.chance(0.6),
        }
    }
}

struct Typist<'a> {
    talk: &'a Talk,
    tongue: &'a Tongue,
    habits: &'a Habits,
    people: Vec<String>,
    counts: BTreeMap<String, usize>,
    lines: Vec<Line>,
}

/// The chat of a talk, in order; may have the talk say some of it.
pub fn chat(talk: &mut Talk, tongue: &Tongue, habits: &Habits, dice: &mut Dice) -> Vec<Line> {
    let mut people: Vec<String> =
        (0..habits.people).map(|_| format!("{} {}", invent(tongue, dice), invent(tongue, dice))).collect();
    if habits.speakers_write {
        people.extend(talk.speakers.iter().cloned());
    }
    let mut read_out = Vec::new();
    let mut typist = Typist { talk, tongue, habits, people, counts: talk.counts(), lines: Vec::new() };
    typist.politeness(dice);
    while typist.lines.len() < habits.lines {
        let at = dice.between(0.0, typist.talk.seconds);
        typist.line(at, &mut read_out, dice);
    }
    let mut lines = typist.lines;
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    for (at, text) in read_out {
        talk.read_out(at, text);
    }
    lines
}

impl Typist<'_> {
    fn say(&mut self, at: f64, text: String, dice: &mut Dice) {
        // Who speaks seldom writes.
        let speaking = self.talk.before(at).map(|sentence| self.talk.sentences[sentence].speaker);
        let mut author = dice.pick_zipf(&self.people);
        if speaking.is_some_and(|speaking| self.talk.speakers[speaking] == *author) && dice.chance(0.7) {
            author = dice.pick(&self.people);
        }
        let author = author.clone();
        self.lines.push(Line { at, author, text });
    }

    fn one_of(list: &str, dice: &mut Dice) -> String {
        let all: Vec<&str> = list.split('|').collect();
        (*dice.pick(&all)).to_owned()
    }

    fn politeness(&mut self, dice: &mut Dice) {
        let early = dice.count(0, 1 + self.habits.lines / 6);
        for _ in 0..early {
            let at = dice.between(-400.0, 240.0);
            let mut text = Self::one_of(self.tongue.greetings, dice);
            if dice.chance(0.3) {
                text = [text, invent(self.tongue, dice)].join(self.tongue.space);
            }
            self.say(at, text, dice);
        }
        let end = self.talk.seconds;
        for _ in 0..dice.count(0, 1 + self.habits.lines / 6) {
            let text = Self::one_of(self.tongue.thanks, dice);
            self.say(end + dice.between(-90.0, 60.0), text, dice);
        }
    }

    fn line(&mut self, at: f64, read_out: &mut Vec<(f64, Vec<String>)>, dice: &mut Dice) {
        let habits = self.habits;
        let kinds =
            [habits.answers, habits.on_theme, habits.astray, habits.replies, habits.read_out, habits.links];
        let mut share = dice.share();
        let kind = kinds.iter().position(|kind| {
            share -= kind;
            share < 0.0
        });
        let Some(heard) = self.talk.before(at) else { return };
        match kind {
            Some(0) => self.answer(heard, dice),
            Some(1) => self.remark_on_theme(at, heard, dice),
            Some(2) => self.go_astray(at, dice),
            Some(3) => self.reply(at, dice),
            Some(4) => self.question_to_be_read(at, heard, read_out, dice),
            Some(5) => self.link(at, heard, dice),
            _ => self.burst(at, heard, dice),
        }
    }

    /// Typing some seconds after the sentence, with some of its words or none.
    fn answer(&mut self, heard: usize, dice: &mut Dice) {
        let sentence = &self.talk.sentences[heard];
        let mut taken = Vec::new();
        let mut wish = dice.wait(self.habits.taken_up).round() as usize;
        while wish > 0 && !sentence.content.is_empty() {
            // What is taken up is what stands out.
            let seen: Vec<&String> = (0..2).map(|_| dice.pick(&sentence.content)).collect();
            taken.extend(seen.into_iter().min_by_key(|word| self.counts.get(*word)).cloned());
            wish -= 1;
        }
        if sentence.content.len() > 2 && dice.chance(0.04) {
            // A quotation.
            let from = dice.count(0, sentence.words.len().saturating_sub(4).max(1));
            taken.extend(sentence.words.iter().skip(from).take(dice.count(3, 7)).cloned());
        }
        let said = sentence.end - dice.between(0.0, 0.6) * (sentence.end - sentence.start);
        let text = self.sentence(taken, dice);
        let typing = text.chars().count() as f64 / 7.0 * dice.between(0.6, 1.6);
        let at = said + 1.5 + typing.min(45.0) + dice.wait(self.habits.thought);
        self.say(at, text, dice);
    }

    fn remark_on_theme(&mut self, at: f64, heard: usize, dice: &mut Dice) {
        let theme = &self.talk.themes[self.talk.sentences[heard].theme];
        let mut taken = vec![dice.pick(&theme.focus).clone()];
        if dice.chance(0.4) {
            taken.push(dice.pick_zipf(&self.talk.topics[theme.topic]).clone());
        }
        let text = self.sentence(taken, dice);
        self.say(at + dice.wait(25.0), text, dice);
    }

    /// A thread on something else of the meeting, or on nothing in it.
    fn go_astray(&mut self, at: f64, dice: &mut Dice) {
        let subject: Vec<String> = if dice.chance(0.7) {
            let topic = dice.pick(&self.talk.topics);
            (0..3).map(|_| dice.pick_zipf(topic).clone()).collect()
        } else {
            (0..3).map(|_| invent(self.tongue, dice)).collect()
        };
        let mut now = at;
        for _ in 0..dice.count(1, 7) {
            let taken = (0..dice.count(0, 3)).map(|_| dice.pick(&subject).clone()).collect();
            let text = self.sentence(taken, dice);
            self.say(now, text, dice);
            now += dice.wait(30.0);
        }
    }

    fn reply(&mut self, at: f64, dice: &mut Dice) {
        let earlier: Vec<usize> = (0..self.lines.len())
            .filter(|line| (5.0..240.0).contains(&(at - self.lines[*line].at)))
            .collect();
        if earlier.is_empty() {
            return self.burst_line(at, dice);
        }
        let earlier = &self.lines[*dice.pick(&earlier)];
        let words: Vec<String> = earlier.text.split_whitespace().map(str::to_owned).collect();
        let mut taken = Vec::new();
        if dice.chance(0.6) {
            taken.push(dice.pick(&words).clone());
        }
        if dice.chance(0.3) {
            taken.push(format!("@{}", earlier.author));
        }
        let text = self.sentence(taken, dice);
        self.say(at, text, dice);
    }

    /// A question that the host reads out some time later.
    fn question_to_be_read(
        &mut self,
        at: f64,
        heard: usize,
        read_out: &mut Vec<(f64, Vec<String>)>,
        dice: &mut Dice,
    ) {
        let theme = &self.talk.themes[self.talk.sentences[heard].theme];
        let mut taken: Vec<String> =
            (0..dice.count(1, 4)).map(|_| dice.pick_zipf(&self.talk.topics[theme.topic]).clone()).collect();
        taken.extend((0..dice.count(2, 6)).map(|_| dice.pick(&self.talk.everyday).clone()));
        let text = self.sentence(taken, dice);
        self.say(at, text.clone(), dice);
        let author = self.lines.last().map(|line| line.author.clone()).unwrap_or_default();
        let mut said: Vec<String> = author.split_whitespace().take(1).map(str::to_owned).collect();
        said.extend(Self::one_of(self.tongue.answers, dice).split_whitespace().map(str::to_owned));
        said.extend(text.split_whitespace().map(str::to_owned));
        let later = if dice.chance(0.7) { dice.between(8.0, 60.0) } else { dice.between(60.0, 400.0) };
        read_out.push((at + later, said));
    }

    fn link(&mut self, at: f64, heard: usize, dice: &mut Dice) {
        let theme = &self.talk.themes[self.talk.sentences[heard].theme];
        let slug: Vec<String> =
            (0..dice.count(1, 4)).map(|_| dice.pick(&theme.focus).to_lowercase()).collect();
        let host = invent(self.tongue, dice).to_lowercase();
        self.say(at + dice.wait(30.0), format!("https://www.{host}.org/{}", slug.join("-")), dice);
    }

    fn burst_line(&mut self, at: f64, dice: &mut Dice) {
        let text = if dice.chance(0.6) {
            Self::one_of(self.tongue.agreements, dice)
        } else {
            self.sentence(Vec::new(), dice)
        };
        self.say(at, text, dice);
    }

    /// Agreement, more of it after a question.
    fn burst(&mut self, at: f64, heard: usize, dice: &mut Dice) {
        let question = (heard.saturating_sub(30)..=heard).rev().find(|at| self.talk.sentences[*at].asks);
        match question.filter(|_| dice.chance(0.4)) {
            Some(question) => {
                let end = self.talk.sentences[question].end;
                for _ in 0..dice.count(1, 5) {
                    let at = end + 2.0 + dice.wait(10.0);
                    self.burst_line(at, dice);
                }
            }
            None => self.burst_line(at, dice),
        }
    }

    /// The words given, among words of everyday, some of them misspelt or bent.
    fn sentence(&self, taken: Vec<String>, dice: &mut Dice) -> String {
        let mut words: Vec<String> = taken
            .into_iter()
            .map(|word| match dice.share() {
                s if s < 0.06 => garbled(&word, self.tongue, dice),
                s if s < 0.2 => {
                    let endings: Vec<&str> = self.tongue.endings.split_whitespace().collect();
                    format!("{word}{}", dice.pick(&endings))
                }
                s if s < 0.4 => word.to_lowercase(),
                _ => word,
            })
            .collect();
        for _ in 0..dice.wait(5.0) as usize + 1 {
            let word = match dice.share() {
                s if s < 0.3 => dice.pick_zipf(&self.talk.everyday).clone(),
                s if s < 0.34 => dice.pick(&self.talk.everyday).clone(),
                _ => dice.pick_zipf(&self.talk.small).clone(),
            };
            words.insert(dice.count(0, words.len() + 1), word);
        }
        if dice.chance(0.15) {
            words.insert(0, Self::one_of(self.tongue.asks, dice));
        }
        words.join(self.tongue.space)
    }
}
