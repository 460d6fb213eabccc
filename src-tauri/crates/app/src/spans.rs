//! A table of clips: a CSV with a heading and a line for each.

use std::path::Path;

use causerie_model::TimeMs;
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::gathering::ClipSpan;
use crate::open::App;
use crate::wire::{AppError, Code};
use crate::{Result, error};

/// A line of the table.
#[derive(Debug)]
pub struct SpanLine {
    /// Its number in the file, from 1.
    pub line: u64,
    /// The clip, or why it is none.
    pub span: Result<ClipSpan>,
}

const NEEDED: [&str; 3] = ["session", "from", "to"];
const HEADING: &str = "Begin the file with a line that names its columns: session,from,to and, if you like, title,note,tags. \
     Times are as in 1:30 or 0:01:30.250; tags are divided by semicolons.";

impl App {
    /// Reads a table of clips: columns `session`, `from`, `to` and, where they are wanted, `title`, `note` and `tags`, in any order;
    /// others are passed over. Cells are divided by commas, semicolons or tabs, whichever divide the heading.
    ///
    /// # Errors
    /// If it can't be read, is not UTF-8, or lacks a column. What is wrong with a line is told with the line.
    pub fn read_spans(&self, file: &Path) -> Result<Vec<SpanLine>> {
        let bytes = std::fs::read(file).map_err(|e| error::io("read", file, &e))?;
        let text =
            std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).map_err(|_| {
                let help = "Save it again as CSV in UTF-8.";
                AppError::new(Code::Failed, format!("{} is not text in UTF-8", file.display()), help)
            })?;
        let heading = text.lines().next().unwrap_or_default();
        let delimiter = *[b',', b';', b'\t']
            .iter()
            .max_by_key(|delimiter| heading.bytes().filter(|byte| byte == *delimiter).count())
            .unwrap_or(&b',');
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let broken =
            |error: csv::Error| AppError::new(Code::Failed, format!("{}: {error}", file.display()), HEADING);
        let columns: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_lowercase).collect();
        if let Some(missing) = NEEDED.iter().find(|needed| !columns.iter().any(|column| column == *needed)) {
            let message = format!("{} has no column {missing:?}", file.display());
            return Err(AppError::new(Code::Failed, message, HEADING));
        }
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            let span = self.span_of(&columns, &record).map_err(|error| AppError {
                message: format!("{}, line {line}: {}", file.display(), error.message),
                ..error
            });
            lines.push(SpanLine { line, span });
        }
        Ok(lines)
    }

    fn span_of(&self, columns: &[String], record: &StringRecord) -> Result<ClipSpan> {
        let cell = |name: &str| {
            let column = columns.iter().position(|column| column == name);
            column.and_then(|column| record.get(column)).unwrap_or_default()
        };
        let time = |name: &str| {
            let text = cell(name);
            text.parse::<TimeMs>()
                .map_err(|error| AppError::new(Code::Failed, format!("{name} is {text:?}; {error}"), HEADING))
        };
        if cell("session").is_empty() {
            let help = "A session goes by its id, folder or title; see causerie list.";
            return Err(AppError::new(Code::Failed, "no session is named", help));
        }
        let tags = cell("tags").split(';').map(str::trim).filter(|tag| !tag.is_empty());
        Ok(ClipSpan {
            session: self.find(cell("session"))?.id,
            from: time("from")?,
            to: time("to")?,
            title: cell("title").to_owned(),
            note: cell("note").to_owned(),
            tags: tags.map(str::to_owned).collect(),
        })
    }
}
