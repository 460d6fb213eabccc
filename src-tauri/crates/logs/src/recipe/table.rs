//! Tables with a row of names on top: CSV as RFC 4180 has it, with commas, semicolons, tabs or bars.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::moment::Moment;
use super::rows::{Found, Rows};
use super::{Field, Holds, Recipe, Shape, columns};
use crate::LogError;
use crate::format::{Format, Parsed, Sample, Source, Warnings, line_confidence};
use crate::lines::Lines;
use crate::stamp;

/// A table whose columns have names that are known.
pub(crate) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let Some(header) = sample.head.iter().find(|line| !line.trim().is_empty()) else {
            return 0.0;
        };
        if recognised(header).is_none() && !header.starts_with("sep=") {
            return 0.0;
        }
        let head = sample.head.join("\n");
        let Some((_, _, table)) = recognise(&head) else {
            return 0.0;
        };
        let (mut rows, mut fitting) = (0_usize, 0_usize);
        for record in records(table.rows, table.delimiter).skip(1) {
            rows += 1;
            let time = table.places.cell(&record, Field::Time);
            let timed = time.is_none_or(|time| time.is_empty() || moment(time).is_some());
            fitting += usize::from(timed && record.len() >= table.width);
        }
        line_confidence(fitting, rows, rows)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let recipe = recipe(source.text);
        let parsed = recipe.as_ref().map(|recipe| super::parsed(recipe, source.name, source.text));
        match parsed {
            Some(Ok(parsed)) => parsed,
            Some(Err(_)) | None => Rows::new(Holds::Chat).finish(&Recipe::pattern("{text}")),
        }
    }
}

/// Characters that are looked for between cells.
const DELIMITERS: [char; 4] = ['\t', ';', ',', '|'];

/// The recipe for a table whose columns have names that are known: a text and at least one thing more.
pub(super) fn recipe(text: &str) -> Option<Recipe> {
    let (delimiter, columns, _) = recognise(text)?;
    // Only what is spoken has an end.
    let spoken = columns.values().any(|field| *field == Field::End);
    let holds = if spoken { Holds::Transcript } else { Holds::Chat };
    Some(Recipe { holds, ..Recipe::new(Shape::Csv { delimiter, columns }) })
}

fn recognise(text: &str) -> Option<(char, BTreeMap<String, Field>, Table<'_>)> {
    let rows = without_sep(text);
    let header = rows.lines().find(|line| !line.trim().is_empty())?;
    let (delimiter, columns) = recognised(header)?;
    let table = Table::new(rows, delimiter, &columns)?;
    Some((delimiter, columns, table))
}

/// What divides the cells of a header, and the columns that are known.
fn recognised(header: &str) -> Option<(char, BTreeMap<String, Field>)> {
    DELIMITERS.into_iter().find_map(|delimiter| {
        if !header.contains(delimiter) {
            return None;
        }
        let names = records(header, byte(delimiter)?).next()?;
        let mut columns = BTreeMap::new();
        for name in &names {
            if let Some(field) = columns::field(name)
                && !columns.values().any(|known| *known == field)
            {
                columns.insert(plain(name).to_owned(), field);
            }
        }
        // The only date stands for the time, which may well be in the same cell.
        let has = |columns: &BTreeMap<String, Field>, field| columns.values().any(|known| *known == field);
        if !has(&columns, Field::Time)
            && let Some(date) = columns.values_mut().find(|field| **field == Field::Date)
        {
            *date = Field::Time;
        }
        (columns.len() > 1 && has(&columns, Field::Text)).then_some((delimiter, columns))
    })
}

/// Excel's own first line, `sep=;`, is no row.
fn without_sep(text: &str) -> &str {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("sep=") && first.len() < 8 => rest,
        Some(_) | None => text,
    }
}

/// What divides cells, if it is ASCII: of any other character a byte may be a part of many.
fn byte(delimiter: char) -> Option<u8> {
    u8::try_from(delimiter).ok().filter(u8::is_ascii)
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.into_records().map_while(Result::ok)
}

/// Where the fields stand in a row.
struct Places(BTreeMap<Field, usize>);

impl Places {
    fn cell<'a>(&self, record: &'a StringRecord, field: Field) -> Option<&'a str> {
        record.get(*self.0.get(&field)?).map(str::trim)
    }
}

/// A table whose header was read.
struct Table<'a> {
    /// The header and what is below.
    rows: &'a str,
    delimiter: u8,
    places: Places,
    width: usize,
    /// Whether the numbers in the columns for times are milliseconds.
    in_ms: bool,
}

impl<'a> Table<'a> {
    /// `None` if there is no column for the text.
    fn new(rows: &'a str, delimiter: char, columns: &BTreeMap<String, Field>) -> Option<Self> {
        let delimiter = byte(delimiter)?;
        let header = records(rows, delimiter).next()?;
        let mut places = BTreeMap::new();
        let mut in_ms = false;
        for (at, name) in header.iter().enumerate() {
            if let Some(&field) = columns.get(plain(name)) {
                places.entry(field).or_insert(at);
                in_ms |= field == Field::Time && columns::is_in_ms(name);
            }
        }
        let has_text = places.contains_key(&Field::Text);
        has_text.then_some(Self { rows, delimiter, places: Places(places), width: header.len(), in_ms })
    }
}

fn plain(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// The names of a table's columns.
pub(super) fn column_names(text: &str, delimiter: char) -> Vec<String> {
    let header = byte(delimiter).and_then(|delimiter| records(without_sep(text), delimiter).next());
    header.map(|header| header.iter().map(|name| plain(name).to_owned()).collect()).unwrap_or_default()
}

/// Reads a table by its recipe.
///
/// # Errors
/// If it has no column for the text, or what divides its cells is no ASCII character.
pub(super) fn parse(
    recipe: &Recipe,
    name: &str,
    text: &str,
    delimiter: char,
    columns: &BTreeMap<String, Field>,
) -> Result<Parsed, LogError> {
    let rows = without_sep(text);
    let no_text = || LogError::NoText { name: name.into(), columns: column_names(text, delimiter) };
    let table = Table::new(rows, delimiter, columns).ok_or_else(no_text)?;
    let mut out = Rows::new(recipe.holds);
    let mut lines =
        Counted { text: rows, to: 0, line: Lines::new(text.strip_suffix(rows).unwrap_or_default()).count() };
    for (at, record) in records(rows, table.delimiter).enumerate() {
        let line = lines.of(&record);
        if at > 0 {
            row(&table, &record, line, &mut out);
        }
    }
    Ok(out.finish(recipe))
}

/// Lines counted so far. The reader's own count lags behind where lines end with CRLF.
struct Counted<'a> {
    text: &'a str,
    /// The first byte that is not counted.
    to: usize,
    /// Lines above it.
    line: usize,
}

impl Counted<'_> {
    /// The line on which a record begins, from 1. Records must come in their order.
    fn of(&mut self, record: &StringRecord) -> u32 {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        let rest = start.and_then(|start| self.text.get(start..)).unwrap_or_default();
        let start = self.text.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += self.text.get(self.to..start).map_or(0, |above| Lines::new(above).count());
        self.to = start;
        u32::try_from(self.line + 1).unwrap_or(u32::MAX)
    }
}

/// Adds the message of a row.
fn row(table: &Table<'_>, record: &StringRecord, line: u32, out: &mut Rows) {
    let warnings = &mut out.sheet.warnings;
    let text = text(table, record, line, warnings);
    if text.lines().count() > MOST_LINES {
        warnings.add(line, "a very long cell; a quotation mark may be missing");
    }
    let cell = |field| table.places.cell(record, field).filter(|cell| !cell.is_empty());
    let moment = |field| {
        let moment = moment(cell(field)?)?;
        Some(if table.in_ms { moment.in_ms() } else { moment })
    };
    let found = Found {
        time: moment(Field::Time),
        date: cell(Field::Date).and_then(|date| stamp::date(date).map(|(date, _)| date)),
        end: moment(Field::End),
        author: cell(Field::Author).unwrap_or_default(),
        to: cell(Field::To).unwrap_or_default(),
        text: &text,
    };
    if !text.is_empty() || found.time.is_some() || !found.author.is_empty() {
        out.add(line, &found);
    }
}

/// Lines in one cell that are still plausible.
const MOST_LINES: usize = 200;

/// The text of a row. Cells beyond the header are of a text in which what divides cells was not quoted; a row that
/// ends before the text is kept as it is.
fn text(table: &Table<'_>, record: &StringRecord, line: u32, warnings: &mut Warnings) -> String {
    let mut text = table.places.cell(record, Field::Text).map(str::to_owned).unwrap_or_else(|| {
        warnings.add(line, "this row has no cell for the text; kept as it is");
        record.iter().collect::<Vec<_>>().join(" ")
    });
    if record.len() > table.width {
        warnings.add(line, "more cells than the header has; those beyond are added to the text");
        for cell in record.iter().skip(table.width) {
            text.push(char::from(table.delimiter));
            text.push_str(cell);
        }
    }
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The time in a cell, if that is all that is in it.
fn moment(cell: &str) -> Option<Moment> {
    if let Some((moment, rest)) = Moment::at_start(cell) {
        return rest.trim().is_empty().then_some(moment);
    }
    // A day without a time begins at midnight.
    let (date, rest) = stamp::date(cell)?;
    let (clock, _) = stamp::clock("00:00", false)?;
    rest.trim().is_empty().then_some(Moment::Clock { date: Some(date), clock, offset: None })
}
