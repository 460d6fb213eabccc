//! Sessions and the archive's catalogue for other programs and people.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use causerie_export::{Document, Entry, ExportError, Facts, Format, Link, Log, Options, Placed, Recording};
use causerie_index::SessionRow;
use causerie_model::SessionId;
use serde::Serialize;

use crate::destination::{Destination, file_stem};
use crate::open::App;
use crate::wire::{
    AppError, CatalogueFormat, Code, ExportOptions, ExportPlace, ExportSound as Sound, ExportTask,
    ExportedView, SessionCard, Stage,
};
use crate::{Job, Result, error};

/// What was written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Exported {
    /// The files, in the order in which they were written.
    pub files: Vec<String>,
    /// How many private messages were left out.
    #[serde(skip)]
    pub private_left_out: usize,
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
}

/// A page holds its recordings as text: beyond this browsers give up, and memory would be at stake.
const MOST_EMBEDDED: u64 = 200 << 20;

/// What the archive's table is called.
const CATALOGUE: &str = "catalogue.csv";

impl From<Exported> for ExportedView {
    fn from(Exported { files, private_left_out, refused }: Exported) -> Self {
        Self { files, private_left_out, refused }
    }
}

impl App {
    /// What the place for an export is to be.
    ///
    /// # Errors
    /// If there is no such session, or it can't be written so wherever that is.
    pub fn export_place(&self, task: &ExportTask) -> Result<ExportPlace> {
        Ok(match task {
            ExportTask::Session { session, format, options } => {
                written(options)?;
                ExportPlace::File {
                    name: format.file_name(&file_stem(&self.row(*session)?.folder)),
                    alone: *format != Format::Html || options.sound != Sound::Beside,
                }
            }
            ExportTask::Catalogue { format: CatalogueFormat::Csv, .. } => {
                ExportPlace::File { name: CATALOGUE.to_owned(), alone: true }
            }
            ExportTask::Catalogue { format: CatalogueFormat::Html, .. } => {
                ExportPlace::Folder { near: self.folder().display().to_string() }
            }
        })
    }

    /// Writes what is asked for.
    ///
    /// # Errors
    /// As [`App::export`] and [`App::catalogue`].
    pub fn export_task(&self, task: &ExportTask, out: &Path, job: &Job) -> Result<Exported> {
        match task {
            ExportTask::Session { session, format, options } => {
                self.export(*session, *format, options, out, job)
            }
            ExportTask::Catalogue { format, options } => self.catalogue(*format, options, out, job),
        }
    }

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
        let (mut document, private_left_out) = self.shown_document(id, options)?;
        let mut written = written(options)?;
        if format == Format::Html {
            self.embed(&mut document, options.sound, &mut written)?;
        }
        Ok(Text { text: text(&document, format, &written)?, private_left_out })
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
            let Text { text, private_left_out } = self.export_text(id, format, options)?;
            exported.private_left_out = private_left_out;
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
        let (mut document, private_left_out) = self.shown_document(id, options)?;
        let mut written = Options { up, ..written(options)? };
        to.check_inside(file)?;
        if options.sound == Sound::Beside {
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let folder = format!("{stem} recordings");
            let copies: Vec<_> = document
                .recordings
                .iter()
                .map(|recording| (recording, format!("{folder}/{}-{}", recording.id, recording.file())))
                .collect();
            for (_, copy) in &copies {
                to.check_inside(&file.with_file_name(copy))?;
            }
            let share = 1.0 / copies.len().max(1) as f64;
            for (n, (recording, copy)) in copies.into_iter().enumerate() {
                let from = self.archive.file(&document.session.folder, &recording.path)?;
                let part = job.within(n as f64 * share, share);
                exported.files.push(to.copy(&from, &file.with_file_name(&copy), &part)?);
                written.sounds.push(causerie_export::encoded(&copy));
            }
        } else {
            self.embed(&mut document, options.sound, &mut written)?;
        }
        let page = text(&document, Format::Html, &written)?;
        exported.files.push(to.write(file, page.as_bytes())?);
        exported.private_left_out += private_left_out;
        Ok(())
    }

    /// Puts the recordings into what is told to the page, or takes them away.
    fn embed(&self, document: &mut Document, sound: Sound, written: &mut Options) -> Result<()> {
        if sound != Sound::Embedded {
            document.recordings.clear();
            return Ok(());
        }
        let mut left = MOST_EMBEDDED;
        for recording in &document.recordings {
            let file = self.archive.file(&document.session.folder, &recording.path)?;
            let size = std::fs::metadata(&file).map_err(|e| error::io("read", &file, &e))?.len();
            left = left.checked_sub(size).ok_or_else(|| {
                let message = format!("{} is too large for a page to hold", file.display());
                let help = "Let the recordings lie beside the page instead.";
                AppError::new(Code::Failed, message, help)
            })?;
            let bytes = std::fs::read(&file).map_err(|e| error::io("read", &file, &e))?;
            written.sounds.push(causerie_export::embedded(recording, &bytes));
        }
        Ok(())
    }

    /// A session as the writers take it, and how many private messages were left out.
    fn shown_document(&self, id: SessionId, options: &ExportOptions) -> Result<(Document, usize)> {
        let mut document = self.document(self.row(id)?)?;
        let left_out = if options.private { 0 } else { document.without_private() };
        Ok((document, left_out))
    }

    /// A session as the writers take it, with all that is private.
    pub(crate) fn document(&self, row: SessionRow) -> Result<Document> {
        let id = row.session.id;
        let score = self.score(id)?;
        let messages = self.read(|reader| Ok(reader.messages(id)?))?.into_iter().map(|item| Placed {
            id: item.log.message(item.message.seq),
            log: item.log,
            at: item.at,
            off_record: item.off_record,
            message: item.message,
        });
        let session = row.session;
        let duration = session.duration();
        let mut names = BTreeMap::new();
        for person in session.people {
            for also in person.also {
                names.entry(also).or_insert_with(|| person.name.clone());
            }
        }
        Ok(Document {
            messages: messages.collect(),
            names,
            excerpt: None,
            recordings: session
                .recordings
                .into_iter()
                .map(|part| Recording { id: part.id, path: part.path, duration: part.duration })
                .collect(),
            logs: session
                .logs
                .into_iter()
                .map(|log| Log {
                    messages: score.count(&log.id),
                    id: log.id,
                    path: log.path,
                    format: log.format,
                    alignment: log.alignment,
                })
                .collect(),
            session: Facts {
                id,
                title: session.title,
                date: session.date,
                started_at: session.started_at,
                series: session.series,
                folder: row.folder,
                duration,
                people: row.people,
            },
        })
    }
}

fn written(options: &ExportOptions) -> Result<Options> {
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
