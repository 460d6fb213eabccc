//! What somebody may be about to type.

use rusqlite::Connection;

use crate::marks::Mark;
use crate::place::SessionKey;
use crate::query::{Operator, Phrase, Piece, Pieces, YES};
use crate::{authors, sessions, titles, tokens, words};

/// Something that a query may go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// What to show: a name, a title, a word, an operator with its colon.
    pub label: String,
    /// The whole query with it.
    pub query: String,
    /// How many messages a word or a person has, or sessions a series; 0 where nobody counts.
    pub count: u64,
}

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// The name of an operator: `from:`.
    Operator,
    /// A value of an operator that takes only some: `kind:chat`.
    Value,
    /// Somebody's name.
    Person,
    /// The name of a series.
    Series,
    /// The title of a session.
    Title,
    /// A word of the archive.
    Word,
}

/// How many of one sort are offered.
const EACH: usize = 5;
/// Shorter beginnings are those of too many words to offer any.
const SHORTEST: usize = 3;

/// What the query may go on with, at most `limit`.
pub(crate) fn complete(
    connection: &Connection,
    text: &str,
    limit: usize,
) -> rusqlite::Result<Vec<Completion>> {
    let mut offers = Offers { connection, before: text, found: Vec::new() };
    match Pieces::new(text).last() {
        None => offers.operators(""),
        Some(piece) if piece.open && !text.ends_with('*') => {
            let sign = usize::from(piece.negative);
            offers.before = text.get(..piece.start + sign).unwrap_or_default();
            offers.piece(&piece)?;
        }
        Some(_) => {}
    }
    offers.found.truncate(limit);
    Ok(offers.found)
}

struct Offers<'a> {
    connection: &'a Connection,
    before: &'a str,
    found: Vec<Completion>,
}

impl Offers<'_> {
    fn piece(&mut self, piece: &Piece<'_>) -> rusqlite::Result<()> {
        match piece.operator {
            Some(operator) => self.values(operator, piece.value),
            None => match Operator::before_colon(piece.whole) {
                Some(operator) => self.values(operator, ""),
                None => self.anything(piece),
            },
        }
    }

    fn anything(&mut self, piece: &Piece<'_>) -> rusqlite::Result<()> {
        if !piece.quoted {
            self.operators(piece.value);
        }
        if piece.value.chars().count() > 1 {
            self.values(Operator::From, piece.value)?;
            self.values(Operator::Series, piece.value)?;
            self.values(Operator::In, piece.value)?;
        }
        let folded = tokens::list(piece.value);
        let [word] = folded.as_slice() else { return Ok(()) };
        if word.chars().count() >= SHORTEST && !piece.quoted {
            let (known, _) = words::beginning(self.connection, word, EACH + 1)?;
            for (known, count) in known.into_iter().filter(|(known, _)| known != word).take(EACH) {
                self.push(CompletionKind::Word, known.clone(), format!("{known} "), count);
            }
        }
        Ok(())
    }

    fn operators(&mut self, begun: &str) {
        let begun = begun.to_ascii_lowercase();
        for (name, _) in Operator::ALL.into_iter().filter(|(name, _)| name.starts_with(&begun)) {
            self.push(CompletionKind::Operator, format!("{name}:"), format!("{name}:"), 0);
        }
    }

    fn values(&mut self, operator: Operator, begun: &str) -> rusqlite::Result<()> {
        let words = tokens::list(begun);
        let asked = (!words.is_empty())
            .then(|| Phrase { words: words.clone(), open: true, quoted: false }.expression());
        match (operator, asked) {
            (Operator::From | Operator::To, Some(_)) => {
                // The index of names knows no order of words, so all of them are asked for.
                let each = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ");
                for (name, count) in authors::beginning(self.connection, &each, EACH)? {
                    self.value(operator, CompletionKind::Person, &name, count);
                }
            }
            (Operator::Series, _) => {
                let begun = words.join(" ");
                let fits =
                    |name: &str| format!(" {}", tokens::list(name).join(" ")).contains(&format!(" {begun}"));
                let known = sessions::series(self.connection)?;
                for (name, count) in known.into_iter().filter(|(name, _)| fits(name)).take(EACH) {
                    self.value(operator, CompletionKind::Series, &name, count);
                }
            }
            (Operator::In, Some(asked)) => {
                let asked = format!("words : {asked}");
                for key in titles::matching(self.connection, &asked, &SessionKey::ALL, EACH)? {
                    let title = sessions::card(self.connection, key)?.title;
                    self.value(operator, CompletionKind::Title, &title, 0);
                }
            }
            (Operator::Kind, _) => self.marks(operator, &Mark::KINDS, begun),
            (Operator::Has, _) => self.marks(operator, &Mark::THINGS, begun),
            (Operator::Redacted, _) if YES.starts_with(&begun.to_ascii_lowercase()) => {
                self.value(operator, CompletionKind::Value, YES, 0);
            }
            (Operator::From | Operator::To | Operator::In, None)
            | (Operator::Before | Operator::After | Operator::Redacted, _) => {}
        }
        Ok(())
    }

    fn marks(&mut self, operator: Operator, marks: &[(&'static str, Mark)], begun: &str) {
        for (name, _) in marks.iter().filter(|(name, _)| name.starts_with(&begun.to_ascii_lowercase())) {
            self.value(operator, CompletionKind::Value, name, 0);
        }
    }

    /// Offers a value with its operator, in quotes if it needs them.
    fn value(&mut self, operator: Operator, kind: CompletionKind, value: &str, count: u64) {
        let plain = value.replace('"', " ");
        let name = operator.name();
        let typed = match plain.chars().all(char::is_alphanumeric) {
            true => format!("{name}:{plain} "),
            false => format!("{name}:\"{plain}\" "),
        };
        self.push(kind, value.to_owned(), typed, count);
    }

    fn push(&mut self, kind: CompletionKind, label: String, typed: String, count: u64) {
        let query = format!("{}{typed}", self.before);
        if !self.found.iter().any(|one| one.query == query) {
            self.found.push(Completion { kind, label, query, count });
        }
    }
}
