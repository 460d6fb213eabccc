//! Logs that no format knows, read by a recipe that somebody wrote or chose: a table with named columns, or a pattern
//! of what a line looks like. [`propose`] makes a first guess at the recipe.

mod columns;
mod moment;
mod pattern;
mod propose;
mod rows;
mod table;

use std::collections::BTreeMap;

use causerie_model::{ParsedLog, TimeBase};
use serde::{Deserialize, Serialize};

use crate::format::{Parsed, Source};
use crate::lines::Lines;
use crate::{DateOrder, LogError, Reading, encoding, with_source};

pub use propose::propose;
pub(crate) use table::Csv;

/// How to read a log that no format knows. As JSON:
///
/// ```json
/// {"kind": "pattern", "pattern": "[{time}] {author}: {text}"}
/// {"kind": "csv", "delimiter": ";", "columns": {"Uhrzeit": "time", "Wer": "author", "Was": "text"}}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Where in the file things stand.
    #[serde(flatten)]
    pub shape: Shape,
    /// The order of the numbers in dates; found out from all of them if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What times without a date count from; guessed if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
    /// What the messages are.
    #[serde(default)]
    pub holds: Holds,
}

impl Recipe {
    /// The names of all fields that a recipe may have in JSON.
    pub const FIELDS: [&str; 7] = ["kind", "delimiter", "columns", "pattern", "date_order", "times", "holds"];

    /// A recipe for a chat of this shape, with all else found out.
    pub fn new(shape: Shape) -> Self {
        Self { shape, date_order: None, times: None, holds: Holds::Chat }
    }

    /// A recipe for a chat whose messages begin with a line of this pattern; see [`Shape::Pattern`].
    pub fn pattern(pattern: impl Into<String>) -> Self {
        Self::new(Shape::Pattern { pattern: pattern.into() })
    }

    /// Whether it can be followed, whatever the log.
    ///
    /// # Errors
    ///
    /// [`LogError::Pattern`] tells where a pattern is wrong.
    pub fn check(&self) -> Result<(), LogError> {
        match &self.shape {
            Shape::Csv { .. } => Ok(()),
            Shape::Pattern { pattern } => pattern::Pattern::new(pattern).map(drop),
        }
    }
}

/// Where in a file things stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shape {
    /// A table (RFC 4180), one message a row, below a row with the names of the columns.
    Csv {
        /// What stands between cells: a comma, a semicolon, a tab or another ASCII character.
        delimiter: char,
        /// What the columns hold, by their names. The text must be among them; columns that are not named are left out.
        columns: BTreeMap<String, Field>,
    },
    /// Lines, of which those that fit the pattern begin a message, and the others go on with the message above.
    Pattern {
        /// What such a line looks like:
        ///
        /// - `{time}`: a time, with or without its date: `9:05`, `21:05:07.250`, `9:05 PM`, `31/5/2024, 9:05`,
        ///   `2024-05-31T09:05:07+02:00`, or seconds as in `12.5`
        /// - `{date}`: a date that stands apart: `31/5/2024`, `31.05.24`, `2024-05-31`, `31 May 2024`
        /// - `{author}`, `{to}`: names; `{end}`: the time at which something spoken ends
        /// - `{text}`: what was written; without it, that is on the lines below
        /// - `{skip}`: anything, left out
        /// - `{? … }`: a part that may be missing, as in `{author}{? to {to}}: {text}`
        /// - a space stands for any white space; `{{` and `}}` for braces; all else for itself
        ///
        /// Names and texts are as short as the rest of the pattern allows. Where a part may be missing, the reading
        /// that leaves the longest text counts.
        pattern: String,
    },
}

/// What a column or a place in a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// When: a time of day or of the recording, or a date and a time.
    Time,
    /// The date, where it stands apart from the time.
    Date,
    /// When it ends.
    End,
    /// Who wrote or said it.
    Author,
    /// To whom.
    To,
    /// What was written or said.
    Text,
    /// Nothing of use.
    Skip,
}

/// What times without a date count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// The start of the recording; `4:10` is four minutes and ten seconds.
    Recording,
    /// Midnight; `4:10` is ten minutes past four.
    Clock,
}

/// What the messages of a log are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Written.
    #[default]
    Chat,
    /// Spoken.
    Transcript,
}

/// Reads a log by a recipe, with a confidence of 1; its format is called `pattern` or `csv`.
///
/// # Errors
///
/// If the bytes are no text, the pattern is wrong, the table lacks the columns, or there is no message.
pub fn read_with(recipe: &Recipe, name: &str, bytes: &[u8]) -> Result<ParsedLog, LogError> {
    with_source(name, bytes, |source| read(recipe, source)).map(Reading::into_log)
}

/// The least share of its lines that a log must be read in without a warning for a recipe to fit that was made for
/// another log.
const FITTING: f64 = 0.9;
/// Lines for each message above which a recipe explains too little, though none of them warns.
const MOST_LINES: usize = 4;

/// Reads a log by a recipe that was made for another, if that fits this one as well; the confidence is the share of
/// lines that are read without a warning. A recipe that finds neither times nor names fits anything, and so nothing.
pub fn read_if_fitting(recipe: &Recipe, name: &str, bytes: &[u8]) -> Option<ParsedLog> {
    let reading = with_source(name, bytes, |source| {
        let mut reading = read(recipe, source)?;
        let written = Lines::new(source.text).filter(|line| !line.text.trim().is_empty()).count();
        let messages = &reading.parsed.messages;
        let telling = reading.parsed.time_base != TimeBase::None
            || messages.iter().all(|message| !message.author.is_empty());
        let share = 1.0 - reading.parsed.warnings.count() as f64 / written.max(1) as f64;
        reading.confidence = if telling && messages.len() * MOST_LINES >= written { share } else { 0.0 };
        Ok(reading)
    });
    reading.ok().filter(|reading| reading.confidence >= FITTING).map(Reading::into_log)
}

/// The names of a table's columns, where `delimiter` stands between its cells; none if that is no ASCII character.
///
/// # Errors
///
/// If the bytes are no text; `name` is the file's name for that.
pub fn column_names(name: &str, bytes: &[u8], delimiter: char) -> Result<Vec<String>, LogError> {
    Ok(table::column_names(&encoding::decode(name, bytes)?.text, delimiter))
}

/// The first lines of a text as they stand, for whoever looks for a recipe.
///
/// # Errors
///
/// As [`column_names`].
pub fn first_lines(name: &str, bytes: &[u8], count: usize) -> Result<Vec<String>, LogError> {
    let text = encoding::decode(name, bytes)?.text;
    Ok(Lines::new(&text).take(count).map(|line| line.text.to_owned()).collect())
}

fn read(recipe: &Recipe, source: &Source<'_>) -> Result<Reading, LogError> {
    if source.packed.is_some() {
        return Err(LogError::Packed { name: source.name.into(), reason: "is a ZIP, and no text".into() });
    }
    let format = match recipe.shape {
        Shape::Csv { .. } => "csv",
        Shape::Pattern { .. } => "pattern",
    };
    Reading::made(source, format, 1.0, parsed(recipe, source.name, source.text)?)
}

fn parsed(recipe: &Recipe, name: &str, text: &str) -> Result<Parsed, LogError> {
    match &recipe.shape {
        Shape::Csv { delimiter, columns } => table::parse(recipe, name, text, *delimiter, columns),
        Shape::Pattern { pattern } => Ok(pattern::parse(recipe, &pattern::Pattern::new(pattern)?, text)),
    }
}
