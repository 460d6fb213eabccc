//! A first guess at the recipe for a log.

use super::pattern::Pattern;
use super::{Recipe, table};
use crate::format::line_confidence;
use crate::lines::Lines;
use crate::{LogError, encoding};

/// Patterns of lines that are often met, the most telling first.
const COMMON: [&str; 18] = [
    "[{time}] <{author}> {text}",
    "[{time}] {author} -> {to}: {text}",
    "[{time}] {author}: {text}",
    "({time}) {author}: {text}",
    "{time} - {author} to {to}: {text}",
    "{time} - {author}: {text}",
    "{time} <{author}> {text}",
    "{time} | {author} | {text}",
    "{time} : {author} : {text}",
    "{time}, {author}: {text}",
    "{time}: {author}: {text}",
    "{time} {author}: {text}",
    "{author} ({time}): {text}",
    "{author} [{time}]: {text}",
    "[{time}] {text}",
    "{time} {text}",
    "{author} {time}",
    "{author}: {text}",
];

/// Lines that a guess is made from.
const LOOKED_AT: usize = 200;

/// Proposes a recipe: a table, if the names of its columns are known, else the first of some common patterns that
/// explains about as many lines as any. It is to be shown, tried and changed, and may be wrong.
///
/// # Errors
/// If the bytes are no text; `name` is the file's name for that.
pub fn propose(name: &str, bytes: &[u8]) -> Result<Recipe, LogError> {
    let decoded = encoding::decode(name, bytes)?;
    if let Some(recipe) = table::recipe(&decoded.text) {
        return Ok(recipe);
    }
    let head: Vec<_> = Lines::new(&decoded.text)
        .map(|line| line.text)
        .filter(|line| !line.trim().is_empty())
        .take(LOOKED_AT)
        .collect();
    let mut scores = Vec::new();
    for common in COMMON {
        let pattern = Pattern::new(common)?;
        let fitting =
            head.iter().filter(|line| pattern.fit(line).is_some_and(|found| is_name(found.author))).count();
        scores.push((common, line_confidence(fitting, fitting, head.len())));
    }
    let most = scores.iter().map(|(_, score)| *score).fold(0.0, f64::max);
    let best = scores.into_iter().find(|(_, score)| *score > 0.0 && *score >= 0.9 * most);
    Ok(Recipe::pattern(best.map_or("{text}", |(pattern, _)| pattern)))
}

/// Whether what stands in the place of a name is short enough for one.
fn is_name(author: &str) -> bool {
    author.split_whitespace().count() <= 5 && author.len() <= 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{Field, Shape};

    fn proposed(text: &str) -> Shape {
        propose("chat.txt", text.as_bytes()).unwrap().shape
    }

    #[test]
    fn common_shapes_are_found() {
        for pattern in [
            "[{time}] {author}: {text}",
            "[{time}] <{author}> {text}",
            "{time} {author}: {text}",
            "{time} - {author}: {text}",
            "{author} ({time}): {text}",
            "{time} | {author} | {text}",
            "{author}: {text}",
        ] {
            let line = |time: &str, author: &str, text: &str| {
                pattern.replace("{time}", time).replace("{author}", author).replace("{text}", text)
            };
            let log = [line("10:01:07", "Ana Lee", "Good morning"), line("10:02:00", "Ben", "Morning: all")]
                .join("\n");
            assert_eq!(proposed(&log), Shape::Pattern { pattern: pattern.to_owned() }, "{log}");
        }
        assert_eq!(proposed("Dear Ben\nyours"), Shape::Pattern { pattern: "{text}".to_owned() });
    }

    #[test]
    fn a_table_is_proposed_with_what_is_known_of_its_columns() {
        let Shape::Csv { delimiter, columns } = proposed("Uhrzeit;Wer;Raum;Nachricht\n10:01;Ana;2;Hallo\n")
        else {
            panic!("a table");
        };
        assert_eq!(delimiter, ';');
        let known: Vec<_> = columns.iter().map(|(name, field)| (name.as_str(), *field)).collect();
        assert_eq!(known, [("Nachricht", Field::Text), ("Uhrzeit", Field::Time), ("Wer", Field::Author)]);
    }
}
