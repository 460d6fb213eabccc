//! What was found, as it is shown: with what stands around it, by session, and with what there is to choose from.

use std::cmp::Ordering;
use std::collections::HashMap;

use causerie_model::{Kind, LogId, TimeMs};
use rusqlite::{CachedStatement, OptionalExtension, Row};

use super::answer::{Answer, Facets, Group, Hit, Line};
use super::{Found, Search};
use crate::facts::{Facts, largest};
use crate::place::SessionKey;
use crate::rank::Scored;
use crate::sessions::Card;
use crate::snippet::snippet;
use crate::{messages, notes, sessions};

/// A spoken and a written message that match are one moment if no more lies between them, in milliseconds: people write
/// of what they hear some seconds later.
const ONE_MOMENT: i64 = 5_000;
/// How many choices of one sort there are at most.
const MOST_CHOICES: usize = 50;

/// Makes hits of what was found.
pub(super) struct Hits<'a> {
    search: &'a Search<'a>,
    found: &'a Found,
    cards: HashMap<SessionKey, Card>,
}

impl<'a> Hits<'a> {
    pub(super) fn new(search: &'a Search<'a>, found: &'a Found) -> Self {
        Self { search, found, cards: HashMap::new() }
    }

    pub(super) fn answer(mut self, limit: usize) -> rusqlite::Result<Answer> {
        let Found { titles, matches, .. } = self.found;
        let mut answer = Answer {
            total: matches.total + titles.len() as u64,
            total_is_exact: matches.is_exact,
            ..Answer::default()
        };
        let mut keys = Vec::new();
        for &key in titles.iter().take(limit) {
            answer.hits.push(self.title(key)?);
            keys.push(key);
        }
        for (best, others) in moments(&matches.found, limit - answer.hits.len()) {
            if let Some(mut hit) = self.message(best.row)? {
                for other in others {
                    let other = self.lines("m.id = ?1")?.query_row([other.row], |stored| self.line(stored));
                    hit.also.extend(other.optional()?);
                }
                answer.hits.push(hit);
                keys.push(SessionKey::of(best.row));
            }
        }
        answer.groups = self.groups(&keys)?;
        answer.facets = self.facets(&matches.facts)?;
        let counted: u64 = matches.facts.kinds.values().sum();
        answer.facets.are_exact = matches.is_exact && counted == matches.total;
        Ok(answer)
    }

    fn card(&mut self, key: SessionKey) -> rusqlite::Result<Card> {
        if let Some(card) = self.cards.get(&key) {
            return Ok(card.clone());
        }
        let card = sessions::card(self.search.connection, key)?;
        self.cards.insert(key, card.clone());
        Ok(card)
    }

    fn title(&mut self, key: SessionKey) -> rusqlite::Result<Hit> {
        let card = self.card(key)?;
        Ok(Hit {
            session: card.id,
            session_title: card.title.clone(),
            message: None,
            note: None,
            number: None,
            at: TimeMs::ZERO,
            author: String::new(),
            kind: Kind::Marker,
            snippet: snippet(&card.title, &self.found.marked),
            text: card.title,
            before: None,
            after: None,
            also: Vec::new(),
        })
    }

    fn message(&mut self, row: i64) -> rusqlite::Result<Option<Hit>> {
        let card = self.card(SessionKey::of(row))?;
        if SessionKey::is_note(row)
            && let Some(note) = notes::by_row(self.search.connection, row)?
        {
            return Ok(Some(Hit {
                session: card.id,
                session_title: card.title,
                message: None,
                note: Some(note.id),
                number: None,
                at: note.at,
                author: note.author,
                kind: Kind::Marker,
                snippet: snippet(&note.text, &self.found.marked),
                text: note.text,
                before: None,
                after: None,
                also: Vec::new(),
            }));
        }
        let mut lines = self.lines("m.id BETWEEN ?1 - 1 AND ?1 + 1 ORDER BY m.id")?;
        let mut rows = lines.query([row])?;
        let (mut before, mut hit, mut after) = (None, None, None);
        while let Some(stored) = rows.next()? {
            let line = self.line(stored)?;
            match stored.get::<_, i64>(0)?.cmp(&row) {
                Ordering::Less => before = Some(line),
                Ordering::Equal => hit = Some((line, stored.get(6)?)),
                Ordering::Greater => after = Some(line),
            }
        }
        let Some((line, text)) = hit else { return Ok(None) };
        let log = |line: &Line| line.message.parts().map(|(log, _)| log);
        let is_of_its_log = |other: &Line| log(other) == log(&line);
        Ok(Some(Hit {
            session: card.id,
            session_title: card.title,
            before: before.filter(is_of_its_log),
            after: after.filter(is_of_its_log),
            message: Some(line.message),
            note: None,
            number: SessionKey::number(row),
            at: line.at,
            author: line.author,
            kind: line.kind,
            snippet: line.text,
            text,
            also: Vec::new(),
        }))
    }

    /// What is told of the messages for which a condition is true.
    fn lines(&self, condition: &str) -> rusqlite::Result<CachedStatement<'a>> {
        let (text, withheld) = match self.found.as_recorded {
            true => ("coalesce(w.text, m.text)", "LEFT JOIN withheld w ON w.id = m.id"),
            false => ("m.text", ""),
        };
        self.search.connection.prepare_cached(&format!(
            "SELECT m.id, m.log, m.seq, m.at, m.author, m.kind, {text} FROM messages m {withheld} WHERE {condition}"
        ))
    }

    fn line(&self, stored: &Row<'_>) -> rusqlite::Result<Line> {
        Ok(Line {
            message: LogId::new(stored.get_ref(1)?.as_str()?).message(stored.get(2)?),
            at: TimeMs::new(stored.get(3)?),
            author: stored.get(4)?,
            kind: messages::kind(stored, 5)?,
            text: snippet(stored.get_ref(6)?.as_str()?, &self.found.marked),
        })
    }

    /// The sessions of the hits, each where its first one stands.
    fn groups(&mut self, keys: &[SessionKey]) -> rusqlite::Result<Vec<Group>> {
        let mut place: HashMap<SessionKey, usize> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        for (n, &key) in keys.iter().enumerate() {
            let at = *place.entry(key).or_insert(groups.len());
            if at == groups.len() {
                let card = self.card(key)?;
                let titles = self.found.titles.iter().filter(|title| **title == key).count() as u64;
                let counted = self.found.matches.facts.sessions.get(&key).copied().unwrap_or(0);
                groups.push(Group {
                    session: card.id,
                    title: card.title,
                    date: card.date,
                    series: card.series,
                    total: titles + counted,
                    hits: Vec::new(),
                });
            }
            if let Some(group) = groups.get_mut(at) {
                group.hits.push(n);
            }
        }
        Ok(groups)
    }

    fn facets(&mut self, facts: &Facts) -> rusqlite::Result<Facets> {
        let mut years: HashMap<u32, u64> = HashMap::new();
        let mut series: HashMap<String, u64> = HashMap::new();
        let has_series = sessions::have_series(self.search.connection)?;
        for (&key, &count) in &facts.sessions {
            if let Some(year) = key.year() {
                *years.entry(year).or_default() += count;
            }
            if has_series {
                let name = sessions::series_of(self.search.connection, key)?;
                *series.entry(name).or_default() += count;
            }
        }
        series.remove("");
        let mut years: Vec<_> = years.into_iter().collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        let people = facts.people.iter().map(|(name, &count)| (name.as_str(), count));
        let people = largest(people, MOST_CHOICES);
        Ok(Facets {
            people: people.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
            years,
            series: largest(series, MOST_CHOICES),
            kinds: facts.named_kinds(),
            are_exact: false,
        })
    }
}

/// The first moments of what was found, each with the messages that belong to it.
fn moments(found: &[Scored], limit: usize) -> Vec<(&Scored, Vec<&Scored>)> {
    let mut moments: Vec<(&Scored, Vec<&Scored>)> = Vec::new();
    for one in found {
        if let Some((_, others)) = moments.iter_mut().find(|(best, _)| is_one_moment(best, one)) {
            others.push(one);
        } else if moments.len() < limit {
            moments.push((one, Vec::new()));
        }
    }
    moments
}

fn is_one_moment(a: &Scored, b: &Scored) -> bool {
    let is_note = SessionKey::is_note(a.row) || SessionKey::is_note(b.row);
    a.is_spoken != b.is_spoken
        && !is_note
        && SessionKey::of(a.row) == SessionKey::of(b.row)
        && a.at.max(b.at) - a.end.min(b.end) <= ONE_MOMENT
}
