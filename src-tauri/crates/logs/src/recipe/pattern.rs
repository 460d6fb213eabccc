//! Patterns of lines; [`super::Shape::Pattern`] tells what may stand in them.

use super::moment::Moment;
use super::rows::{Found, Rows};
use super::{Field, Recipe};
use crate::LogError;
use crate::format::{NO_TIME, Parsed};
use crate::lines::Lines;
use crate::stamp;

/// A pattern that was understood: all the ways in which a line may be written, those with most parts first.
#[derive(Debug)]
pub(super) struct Pattern {
    ways: Vec<Vec<Piece>>,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Space,
    Field(Field),
}

/// Parts that may be missing; each doubles the ways in which a line may be written.
const MOST_OPTIONAL: usize = 4;
/// Characters of a pattern.
const LONGEST: usize = 500;
/// Ends of a name or a text that are tried in a line, so that no line takes long.
const MOST_TRIES: u32 = 64;

/// A piece with where it stands, or several that may be missing.
enum Part {
    Always(Placed),
    Optional(Vec<Placed>),
}

/// A piece, the number of its first character from 1, and how it is written.
#[derive(Debug, Clone)]
struct Placed {
    piece: Piece,
    at: usize,
    written: String,
}

impl Pattern {
    /// Understands a pattern.
    ///
    /// # Errors
    /// [`LogError::Pattern`] names the place where it is wrong.
    pub(super) fn new(pattern: &str) -> Result<Self, LogError> {
        let parts = parts(pattern)?;
        let optional = parts.iter().filter(|part| matches!(part, Part::Optional(_))).count();
        let ways: Vec<_> = (0..1_u32 << optional).rev().map(|taken| way(&parts, taken)).collect();
        for way in &ways {
            check(pattern, way)?;
        }
        let pieces = |way: Vec<Placed>| way.into_iter().map(|placed| placed.piece).collect();
        Ok(Self { ways: ways.into_iter().map(pieces).collect() })
    }

    /// What a line holds, if it fits.
    pub(super) fn fit<'a>(&self, line: &'a str) -> Option<Found<'a>> {
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(line).trim();
        let mut best: Option<Found<'a>> = None;
        for way in &self.ways {
            let mut found = Found::default();
            let mut tries = MOST_TRIES;
            let fits = fit(way, line, &mut found, &mut tries);
            if fits && best.is_none_or(|best| found.text.len() > best.text.len()) {
                best = Some(found);
            }
        }
        best
    }
}

/// Reads a log whose messages begin with lines that fit.
pub(super) fn parse(recipe: &Recipe, pattern: &Pattern, text: &str) -> Parsed {
    let headless = !pattern.ways.iter().flatten().any(|piece| *piece == Piece::Field(Field::Text));
    let mut rows = Rows::new(recipe.holds);
    for line in Lines::new(text) {
        match pattern.fit(line.text) {
            Some(found) => rows.add(line.number, &found),
            None => {
                let begun = !rows.sheet.messages.is_empty();
                if begun && !headless && !line.text.trim().is_empty() {
                    rows.sheet.warnings.add(line.number, NO_TIME);
                }
                rows.sheet.go_on(&line);
            }
        }
    }
    rows.finish(recipe)
}

/// One way of writing a line: of the parts that may be missing, those whose bit is set in `taken`.
fn way(parts: &[Part], taken: u32) -> Vec<Placed> {
    let mut way: Vec<Placed> = Vec::new();
    let mut optional = 0;
    for part in parts {
        let pieces = match part {
            Part::Always(piece) => std::slice::from_ref(piece),
            Part::Optional(pieces) => {
                optional += 1;
                if taken >> (optional - 1) & 1 == 1 { pieces.as_slice() } else { &[] }
            }
        };
        for placed in pieces {
            match (way.last_mut().map(|last| &mut last.piece), &placed.piece) {
                (Some(Piece::Space), Piece::Space) => {}
                (Some(Piece::Literal(last)), Piece::Literal(more)) => last.push_str(more),
                (Some(_) | None, _) => way.push(placed.clone()),
            }
        }
    }
    // White space around a line counts for nothing.
    while way.last().is_some_and(|last| last.piece == Piece::Space) {
        way.pop();
    }
    if way.first().is_some_and(|first| first.piece == Piece::Space) {
        way.remove(0);
    }
    way
}

/// Whether a way can be read: something is found, and it can be told where each name and text ends.
fn check(pattern: &str, way: &[Placed]) -> Result<(), LogError> {
    let wrong = |placed: &Placed, reason: &str| Err(wrong(pattern, placed.at, &placed.written, reason));
    let found = |piece: &Piece| matches!(piece, Piece::Field(field) if *field != Field::Skip);
    if !way.iter().any(|placed| found(&placed.piece)) {
        let reason =
            "nothing would be read; it needs one of {time}, {author} and {text} that is always there";
        return Err(self::wrong(pattern, 1, pattern, reason));
    }
    for (at, placed) in way.iter().enumerate() {
        let Piece::Field(field) = placed.piece else {
            continue;
        };
        let earlier = way.iter().take(at).any(|earlier| earlier.piece == placed.piece);
        if earlier && field != Field::Skip {
            return wrong(placed, "it stands here for the second time");
        }
        let next = way.get(at + 1).map(|next| &next.piece);
        if is_open(field) && matches!(next, Some(Piece::Field(_))) {
            return wrong(placed, "nothing tells where it ends; put a space or a sign behind it");
        }
    }
    Ok(())
}

/// Whether a field goes on until what follows it.
fn is_open(field: Field) -> bool {
    match field {
        Field::Author | Field::To | Field::Text | Field::Skip => true,
        Field::Time | Field::Date | Field::End => false,
    }
}

fn fit<'a>(pieces: &[Piece], rest: &'a str, found: &mut Found<'a>, tries: &mut u32) -> bool {
    let Some((piece, pieces)) = pieces.split_first() else {
        return rest.is_empty();
    };
    match piece {
        Piece::Literal(literal) => {
            rest.strip_prefix(literal.as_str()).is_some_and(|rest| fit(pieces, rest, found, tries))
        }
        Piece::Space => {
            let after = rest.trim_start();
            (after.len() < rest.len() || rest.is_empty()) && fit(pieces, after, found, tries)
        }
        Piece::Field(Field::Time) => Moment::at_start(rest).is_some_and(|(time, rest)| {
            found.time = Some(time);
            fit(pieces, rest, found, tries)
        }),
        Piece::Field(Field::End) => Moment::at_start(rest).is_some_and(|(end, rest)| {
            found.end = Some(end);
            fit(pieces, rest, found, tries)
        }),
        Piece::Field(Field::Date) => stamp::date(rest).is_some_and(|(date, rest)| {
            found.date = Some(date);
            fit(pieces, rest, found, tries)
        }),
        Piece::Field(field @ (Field::Author | Field::To | Field::Text | Field::Skip)) => {
            open(*field, pieces, rest, found, tries)
        }
    }
}

/// Fits a field at each place where what follows it stands, the nearest first.
fn open<'a>(field: Field, pieces: &[Piece], rest: &'a str, found: &mut Found<'a>, tries: &mut u32) -> bool {
    let mut from = 0;
    loop {
        let Some(remaining) = rest.get(from..) else {
            return false;
        };
        let next = match pieces.first() {
            Some(Piece::Literal(literal)) => remaining.find(literal.as_str()),
            Some(Piece::Space) => remaining.find(char::is_whitespace).or(Some(remaining.len())),
            Some(Piece::Field(_)) | None => Some(remaining.len()),
        };
        let Some((value, after)) = next.and_then(|next| rest.split_at_checked(from + next)) else {
            return false;
        };
        let named = !value.trim().is_empty() || !matches!(field, Field::Author | Field::To);
        if named && fit(pieces, after, found, tries) {
            set(field, value.trim(), found);
            return true;
        }
        *tries = tries.saturating_sub(1);
        let Some(first) = after.chars().next().filter(|_| *tries > 0) else {
            return false;
        };
        from = value.len() + first.len_utf8();
    }
}

fn set<'a>(field: Field, value: &'a str, found: &mut Found<'a>) {
    match field {
        Field::Author => found.author = value,
        Field::To => found.to = value,
        Field::Text => found.text = value,
        Field::Skip | Field::Time | Field::Date | Field::End => {}
    }
}

/// Takes a pattern apart.
fn parts(pattern: &str) -> Result<Vec<Part>, LogError> {
    if pattern.chars().count() > LONGEST {
        return Err(wrong(pattern, LONGEST, "", "it is too long"));
    }
    let mut parts = Vec::new();
    // The part that may be missing and is not closed yet, and where it was opened.
    let mut open: Option<(usize, Vec<Placed>)> = None;
    let mut optional = 0;
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let at = pattern.chars().count() - rest.chars().count() + 1;
        if let Some(after) = rest.strip_prefix("{?") {
            optional += 1;
            if open.is_some() {
                return Err(wrong(pattern, at, "{?", "a part that may be missing can't stand in another"));
            }
            if optional > MOST_OPTIONAL {
                return Err(wrong(pattern, at, "{?", "no more than four parts may be missing"));
            }
            open = Some((at, Vec::new()));
            rest = after;
            continue;
        }
        if first == '}'
            && let Some((_, pieces)) = open.take()
        {
            parts.push(Part::Optional(pieces));
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (piece, length) = piece(pattern, at, rest, first)?;
        let (written, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let placed = Placed { piece, at, written: written.to_owned() };
        match &mut open {
            Some((_, pieces)) => pieces.push(placed),
            None => parts.push(Part::Always(placed)),
        }
        rest = after;
    }
    match open {
        Some((at, _)) => Err(wrong(pattern, at, "{?", "this part is never closed with }")),
        None => Ok(parts),
    }
}

/// The piece at the start of `rest`, and how long it is.
fn piece(pattern: &str, at: usize, rest: &str, first: char) -> Result<(Piece, usize), LogError> {
    if first.is_whitespace() {
        return Ok((Piece::Space, first.len_utf8()));
    }
    if rest.starts_with("{{") || rest.starts_with("}}") {
        return Ok((Piece::Literal(first.to_string()), 2));
    }
    match first {
        '}' => Err(wrong(pattern, at, "}", "nothing is open here; a brace itself is written }}")),
        '{' => {
            let Some(end) = rest.find('}') else {
                return Err(wrong(
                    pattern,
                    at,
                    rest,
                    "the brace is never closed; a brace itself is written {{",
                ));
            };
            let written = rest.get(..=end).unwrap_or_default();
            let field = match written {
                "{time}" => Field::Time,
                "{date}" => Field::Date,
                "{end}" => Field::End,
                "{author}" => Field::Author,
                "{to}" => Field::To,
                "{text}" => Field::Text,
                "{skip}" => Field::Skip,
                _ => {
                    let reason = "there is no such place; there are {time}, {date}, {end}, {author}, {to}, {text}, {skip}";
                    return Err(wrong(pattern, at, written, reason));
                }
            };
            Ok((Piece::Field(field), written.len()))
        }
        other => Ok((Piece::Literal(other.to_string()), other.len_utf8())),
    }
}

fn wrong(pattern: &str, at: usize, part: &str, reason: &str) -> LogError {
    LogError::Pattern { pattern: pattern.into(), at, part: part.into(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(pattern: &str, line: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
        Pattern::new(pattern).unwrap().fit(line).map(|found| (found.author, found.to, found.text))
    }

    #[test]
    fn lines_that_fit() {
        for (pattern, line, expected) in [
            ("[{time}] {author}: {text}", "[10:01] Ana: Hi: you", ("Ana", "", "Hi: you")),
            ("[{time}] {author}: {text}", "[31/5/24, 9:05 PM]  Ana B.:Hi: x", ("Ana B.:Hi", "", "x")),
            ("{time} {author} - {text}", "12.5 Ana Lee - Hi", ("Ana Lee", "", "Hi")),
            ("{author} ({time}): {text}", "Ana (the boss) (10:01): Hi", ("Ana (the boss)", "", "Hi")),
            ("{date} {time} <{author}> {text}", "31 May 2024\t10:01 <Ana>", ("Ana", "", "")),
            ("{time} {author}", "10:01 Ana", ("Ana", "", "")),
            ("{{{time}}} {author} {skip}| {text}", "{10:01} Ana x y | Hi", ("Ana", "", "Hi")),
        ] {
            assert_eq!(found(pattern, line), Some(expected), "{pattern} on {line}");
        }
        for line in ["10:01 Ana: Hi", "[10:01 Ana: Hi", "[soon] Ana: Hi", "[10:01] : Hi", ""] {
            assert_eq!(found("[{time}] {author}: {text}", line), None, "{line}");
        }
    }

    #[test]
    fn parts_may_be_missing() {
        let pattern = "{time} {author}{? to {to}}{? (aside)}: {text}";
        for (line, expected) in [
            ("10:01 Ana: Hi", ("Ana", "", "Hi")),
            ("10:01 Ana to Ben: Hi", ("Ana", "Ben", "Hi")),
            ("10:01 Ana to Ben (aside): Hi", ("Ana", "Ben", "Hi")),
            ("10:01 Ana: go to the hall: now", ("Ana", "", "go to the hall: now")),
        ] {
            assert_eq!(found(pattern, line), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (pattern, at, part) in [
            ("[{time}] {who}: {text}", 10, "{who}"),
            ("é {time", 3, "{time"),
            ("{time} } {text}", 8, "}"),
            ("{author}{text}", 1, "{author}"),
            ("{text}: {text}", 9, "{text}"),
            ("{time}{? {to}: {text}", 7, "{?"),
            ("{time}{? a{? b}} {text}", 11, "{?"),
            ("{skip} and so on", 1, "{skip} and so on"),
            ("{? {text}}", 1, "{? {text}}"),
            ("", 1, ""),
        ] {
            match Pattern::new(pattern) {
                Err(LogError::Pattern { at: found, part: named, .. }) => {
                    assert_eq!((found, named.as_str()), (at, part), "{pattern}");
                }
                other => panic!("{pattern}: {other:?}"),
            }
        }
    }

    #[test]
    fn no_line_takes_long() {
        let pattern = Pattern::new("{author}a{to}b{skip}c{text}d").unwrap();
        assert!(pattern.fit(&"ab".repeat(500_000)).is_none(), "given up after some tries");
    }
}
