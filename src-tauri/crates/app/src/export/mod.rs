//! Sessions and the archive's catalogue for other programs and people.

mod sound;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use causerie_excerpt::redact::{Redaction, redact};
use causerie_export::{Document, Entry, ExportError, Facts, Format, Link, Log, Options, Placed, Recording};
use causerie_index::SessionRow;
use causerie_model::{LogId, Session, SessionId};
use serde::Serialize;

use self::sound::Outgoing;
use crate::destination::{Destination, file_stem};
use crate::open::App;
use crate::wire::{AppError, CatalogueFormat, Code, ExportOptions, ExportSound as Sound, SessionCard, Stage};
use crate::{Job, Result, error};

/// What was written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Exported {
    /// The files, in the order in which they were written.
    pub files: Vec<String>,
    /// How many private messages were left out.
    #[serde(skip)]
    pub private_left_out: usize,
    /// What is to be known of what was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The sessions of a site that could not be written, each with the reason.
    #[serde(skip)]
    pub refused: Vec<AppError>,
}

/// A session as text.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text, which ends with an end of line.
    pub text: String,
    /// How many private messages were left out.
    pub private_left_out: usize,
    /// What is to be known of it.
    pub warnings: Vec<String>,
}

/// A page holds its recordings as text: beyond this browsers give up, and memory would be at stake.
const MOST_EMBEDDED: u64 = 200 << 20;

/// What the archive's table is called.
pub(crate) const CATALOGUE: &str = "catalogue.csv";

impl App {
    /// A session in a format, for a format that is one text and needs no files beside it: a web page holds its recordings, or
    /// has none.
    ///
    /// # Errors
    /// If there is no such session, it can't be read, or its page's recordings were to lie beside it.
    pub fn export_text(&self, id: SessionId, format: Format, options: &ExportOptions) -> Result<Text> {
        if format == Format::Html && options.sound == Sound::Beside {
            return Err(AppError::new(
                Code::Failed,
                "a web page whose recordings lie beside it needs a place of its own",
                "Name a file with -o, or let the page hold its recordings with --sound embedded.",
            ));
        }
        let (mut document, redactions, private_left_out) = self.shown_document(id, options)?;
        let mut written = written(options)?;
        if format == Format::Html {
            self.embed(&mut document, options.sound, &redactions, &mut written, &Job::new())?;
        }
        let warnings = sound::led_to(&document, &redactions, format);
        Ok(Text { text: text(&document, format, &written)?, private_left_out, warnings })
    }

    /// Writes a session into a file, or under a name of its own into a folder that is there. The recordings of a web page are
    /// copied into a folder beside it. Files appear whole or not at all, and none is replaced unless the options say so.
    ///
    /// # Errors
    /// If there is no such session, a file is there already, the place lies in the archive, or reading or writing fails.
    pub fn export(
        &self,
        id: SessionId,
        format: Format,
        options: &ExportOptions,
        out: &Path,
        job: &Job,
    ) -> Result<Exported> {
        let stem = file_stem(&self.row(id)?.folder);
        let file = if out.is_dir() { out.join(format.file_name(&stem)) } else { out.to_path_buf() };
        let to = Destination::new(self.folder(), options.force)?;
        to.check(&file)?;
        let mut exported = Exported::default();
        if format == Format::Html && options.sound == Sound::Beside {
            self.write_page(id, &file, options, None, &to, job, &mut exported)?;
        } else {
            let Text { text, private_left_out, warnings } = self.export_text(id, format, options)?;
            (exported.private_left_out, exported.warnings) = (private_left_out, warnings);
            exported.files.push(to.write(&file, text.as_bytes())?);
        }
        Ok(exported)
    }

    /// The archive's catalogue as a table.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn catalogue_table(&self) -> Result<String> {
        let sessions = self.overview()?.sessions;
        let entries: Vec<Entry> = sessions.into_iter().map(|card| entry(card, None)).collect();
        Ok(causerie_export::catalogue_table(&entries))
    }

    /// Writes the archive's catalogue: a table into a file, or a site into a folder, which is made if need be: `index.html`, and a
    /// page for each session in `sessions`. A session that can't be written is told and left out.
    ///
    /// # Errors
    /// As [`App::export`], where it is not about one session of a site.
    pub fn catalogue(
        &self,
        format: CatalogueFormat,
        options: &ExportOptions,
        out: &Path,
        job: &Job,
    ) -> Result<Exported> {
        let to = Destination::new(self.folder(), options.force)?;
        match format {
            CatalogueFormat::Csv => {
                let file = if out.is_dir() { out.join(CATALOGUE) } else { out.to_path_buf() };
                to.check(&file)?;
                let file = to.write(&file, self.catalogue_table()?.as_bytes())?;
                Ok(Exported { files: vec![file], ..Exported::default() })
            }
            CatalogueFormat::Html => self.site(options, out, &to, job),
        }
    }

    fn site(&self, options: &ExportOptions, out: &Path, to: &Destination, job: &Job) -> Result<Exported> {
        let overview = self.overview()?;
        let index = out.join("index.html");
        to.check_inside(&index)?;
        let mut taken = BTreeSet::new();
        let mut exported = Exported::default();
        let mut entries = Vec::with_capacity(overview.sessions.len());
        let count = overview.sessions.len() as f64;
        for (n, card) in overview.sessions.into_iter().enumerate() {
            job.check()?;
            job.tell(Stage::Copying, &card.title, n as f64 / count);
            let mut stem = file_stem(&card.folder);
            if !taken.insert(stem.to_lowercase()) {
                stem = format!("{stem} {}", card.id);
            }
            let page = format!("sessions/{stem}.html");
            let up = Some(Link { address: "../index.html".to_owned(), text: "All sessions".to_owned() });
            let part = job.within(n as f64 / count, 1.0 / count);
            match self.write_page(card.id, &out.join(&page), options, up, to, &part, &mut exported) {
                Ok(()) => entries.push(entry(card, Some(page))),
                Err(error) if error.code == Code::Cancelled => return Err(error),
                Err(error) => exported.refused.push(error),
            }
        }
        let page = causerie_export::catalogue_page(&overview.title, &entries);
        exported.files.push(to.write(&index, page.as_bytes())?);
        Ok(exported)
    }

    /// Writes a session's page, behind its recordings, so that it never leads nowhere.
    #[expect(
        clippy::too_many_arguments,
        reason = "one step of two use cases, each with all that was asked of it"
    )]
    fn write_page(
        &self,
        id: SessionId,
        file: &Path,
        options: &ExportOptions,
        up: Option<Link>,
        to: &Destination,
        job: &Job,
        exported: &mut Exported,
    ) -> Result<()> {
        let (mut document, redactions, private_left_out) = self.shown_document(id, options)?;
        let mut written = Options { up, ..written(options)? };
        to.check_inside(file)?;
        if options.sound == Sound::Beside {
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let folder = format!("{stem} recordings");
            let sounds = Outgoing::new(self, &mut document, &redactions, || to.stage(file), job)?;
            let copies: Vec<_> = document
                .recordings
                .iter()
                .map(|recording| format!("{folder}/{}-{}", recording.id, recording.file()))
                .collect();
            for copy in &copies {
                to.check_inside(&file.with_file_name(copy))?;
            }
            let share = 1.0 / copies.len().max(1) as f64;
            for (n, (from, copy)) in sounds.files.iter().zip(copies).enumerate() {
                let part = job.within(n as f64 * share, share);
                exported.files.push(to.copy(from, &file.with_file_name(&copy), &part)?);
                written.sounds.push(causerie_export::encoded(&copy));
            }
        } else {
            self.embed(&mut document, options.sound, &redactions, &mut written, job)?;
        }
        let page = text(&document, Format::Html, &written)?;
        exported.files.push(to.write(file, page.as_bytes())?);
        exported.private_left_out += private_left_out;
        Ok(())
    }

    /// Puts the recordings into what is told to the page, or takes them away.
    fn embed(
        &self,
        document: &mut Document,
        sound: Sound,
        redactions: &[Redaction],
        written: &mut Options,
        job: &Job,
    ) -> Result<()> {
        if sound != Sound::Embedded {
            document.recordings.clear();
            return Ok(());
        }
        let mut left = MOST_EMBEDDED;
        let stage = || tempfile::tempdir().map_err(|e| error::io("write", &std::env::temp_dir(), &e));
        let sounds = Outgoing::new(self, document, redactions, stage, job)?;
        for (recording, file) in document.recordings.iter().zip(&sounds.files) {
            let size = std::fs::metadata(file).map_err(|e| error::io("read", file, &e))?.len();
            left = left.checked_sub(size).ok_or_else(|| {
                let message = format!("{} is too large for a page to hold", file.display());
                let help = "Let the recordings lie beside the page instead.";
                AppError::new(Code::Failed, message, help)
            })?;
            let bytes = std::fs::read(file).map_err(|e| error::io("read", file, &e))?;
            written.sounds.push(causerie_export::embedded(recording, &bytes));
        }
        Ok(())
    }

    /// A session as the writers take it, what is redacted in it, and how many private messages were left out.
    fn shown_document(
        &self,
        id: SessionId,
        options: &ExportOptions,
    ) -> Result<(Document, Vec<Redaction>, usize)> {
        let mut document = self.document(self.row(id)?, false)?;
        let redactions = self.surely_redacted(&document.session.folder)?;
        // Also what somebody redacted since the session was last looked at.
        redact(&mut document, &redactions);
        let left_out = if options.private { 0 } else { document.without_private() };
        Ok((document, redactions, left_out))
    }

    /// A session as the writers take it, with all that is private; as it was recorded, or with what is redacted masked.
    pub(crate) fn document(&self, row: SessionRow, as_recorded: bool) -> Result<Document> {
        let id = row.session.id;
        let score = self.score(id)?;
        let (messages, withheld) = self.read(|reader| Ok((reader.messages(id)?, reader.withheld(id)?)))?;
        let mut document = framed(row.session, row.folder, row.people, |log| score.count(log));
        document.messages = messages.into_iter().map(placed).collect();
        if as_recorded {
            let withheld = withheld.into_iter().map(|(_, item)| placed(item));
            let mut withheld: BTreeMap<_, _> = withheld.map(|item| (item.id, item.message)).collect();
            for shown in &mut document.messages {
                if let Some(recorded) = withheld.remove(&shown.id) {
                    shown.message = recorded;
                }
            }
        }
        Ok(document)
    }
}

/// A message as the writers take it.
pub(crate) fn placed(item: causerie_index::Placed) -> Placed {
    Placed {
        id: item.log.message(item.message.seq),
        log: item.log,
        at: item.at,
        off_record: item.off_record,
        message: item.message,
    }
}

/// A session as the writers take it, without its messages; `count` tells how many a log holds.
pub(crate) fn framed(
    session: Session,
    folder: String,
    people: u64,
    count: impl Fn(&LogId) -> u64,
) -> Document {
    let duration = session.duration();
    let mut names = BTreeMap::new();
    for person in session.people {
        for also in person.also {
            names.entry(also).or_insert_with(|| person.name.clone());
        }
    }
    let recording =
        |part: causerie_model::Recording| Recording { id: part.id, path: part.path, duration: part.duration };
    let log = |log: causerie_model::Log| Log {
        messages: count(&log.id),
        id: log.id,
        path: log.path,
        format: log.format,
        alignment: log.alignment,
    };
    Document {
        messages: Vec::new(),
        names,
        excerpt: None,
        recordings: session.recordings.into_iter().map(recording).collect(),
        logs: session.logs.into_iter().map(log).collect(),
        session: Facts {
            id: session.id,
            title: session.title,
            date: session.date,
            started_at: session.started_at,
            series: session.series,
            folder,
            duration,
            people,
        },
    }
}

pub(crate) fn written(options: &ExportOptions) -> Result<Options> {
    for address in [&options.base, &options.rights].into_iter().flatten() {
        if !address.starts_with("https://") && !address.starts_with("http://") {
            let help = "Give it with its beginning, as in https://example.org/talks/.";
            return Err(AppError::new(Code::Failed, format!("{address:?} is no address on the web"), help));
        }
    }
    Ok(Options { base: options.base.clone(), rights: options.rights.clone(), ..Options::default() })
}

fn text(document: &Document, format: Format, options: &Options) -> Result<String> {
    causerie_export::write(document, format, options).map_err(|error| {
        let help = match &error {
            ExportError::Json(_) => "Make the index anew: causerie reindex.",
            ExportError::NoRecording => "Choose another format, such as csv, json or txt.",
        };
        AppError::new(Code::Failed, format!("{}: {error}", document.session.title), help)
    })
}

fn entry(card: SessionCard, page: Option<String>) -> Entry {
    Entry {
        id: card.id,
        title: card.title,
        date: card.date,
        series: card.series,
        duration: card.duration_ms,
        messages: card.messages,
        cues: card.cues,
        folder: card.folder,
        page,
    }
}
