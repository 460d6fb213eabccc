//! What excerpts are made of: sessions with their words and their sound, in which names are hidden and spans redacted where
//! that is wanted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use causerie_archive::Description;
use causerie_excerpt::check::Finding;
use causerie_excerpt::names::{Added, Mask, Replacement, Style};
use causerie_excerpt::redact::{Redaction, between, redact};
use causerie_excerpt::{
    Clip, ClipSound, ExcerptError, Hidden, Needle, Origin, SourceFile, SourceLog, apart_from, own_text,
};
use causerie_export::{Document, Log};
use causerie_model::{Kind, Session, SessionId, TimeMs};

use crate::comforts::gain;
use crate::destination::file_stem;
use crate::open::App;
use crate::wire::{AppError, Code};
use crate::{Job, Result};

/// A stretch of a session to be cut out.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipSpan {
    /// The session.
    pub session: SessionId,
    /// Where it begins on the session's timeline.
    pub from: TimeMs,
    /// Where it ends there.
    pub to: TimeMs,
    /// What it is called; empty to call it by its session and times.
    pub title: String,
    /// What is noted about it.
    pub note: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// How names are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HideNames {
    /// By what.
    pub style: Style,
    /// Names that are to be hidden too, each alone or with what stands for it, as in `Ana Ruiz=Mira Sand`.
    pub also: Vec<String>,
    /// Names that are to stay.
    pub except: Vec<String>,
}

/// What all excerpts have in common, of one session or of many.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExcerptOptions {
    /// Whether volumes are evened out by EBU R 128.
    pub even: bool,
    /// Also what was typed to some only.
    pub private: bool,
    /// Whether what came just before a clip and is answered in it is put at its start.
    pub context: bool,
    /// Whether and how names are hidden.
    pub hide: Option<HideNames>,
    /// Spans of sessions' timelines of which nothing is to be heard or read, beside those that the archive keeps redacted.
    pub redactions: Vec<(SessionId, Redaction)>,
}

/// What a clip that ends a little behind its session means is the session's end.
const SLACK: TimeMs = TimeMs::new(1_000);

/// Sessions, ready to be cut.
pub(crate) struct Gathering {
    materials: BTreeMap<SessionId, Material>,
    mask: Option<(Mask, Style)>,
    needles: Vec<Needle>,
    options: ExcerptOptions,
    /// How many private messages were left out.
    pub(crate) private_left_out: usize,
}

/// A session.
struct Material {
    session: Session,
    folder: String,
    document: Document,
    /// Who is heard.
    people: Vec<String>,
    recordings: Vec<(PathBuf, TimeMs)>,
    redactions: Vec<Redaction>,
    gain: Option<f32>,
}

impl Gathering {
    /// Takes in sessions.
    pub(crate) fn new(
        app: &App,
        sessions: impl IntoIterator<Item = SessionId>,
        options: &ExcerptOptions,
        job: &Job,
    ) -> Result<Self> {
        let mut materials = BTreeMap::new();
        for id in sessions {
            if let Entry::Vacant(place) = materials.entry(id) {
                place.insert(Material::of(app, id, options, job)?);
            }
        }
        let mask = options.hide.as_ref().map(|hide| (mask(&materials, hide), hide.style));
        let mut needles = mask.iter().flat_map(|(mask, _)| mask.needles()).collect::<Vec<_>>();
        let mut private_left_out = 0;
        for material in materials.values_mut() {
            if !options.private {
                private_left_out += material.document.without_private();
            }
            needles.extend(redact(&mut material.document, &material.redactions).needles);
            if let Some((mask, _)) = &mask {
                mask.apply(&mut material.document);
                material.people.iter_mut().for_each(|name| *name = mask.text(name));
            }
        }
        let needles = apart_from(&own_text(), needles);
        Ok(Self { materials, mask, needles, options: options.clone(), private_left_out })
    }

    /// What is replaced by what.
    pub(crate) fn replacements(&self) -> Vec<Replacement> {
        self.mask.iter().flat_map(|(mask, _)| mask.replacements()).collect()
    }

    /// How names are hidden, and how many people go by other names in some clips.
    pub(crate) fn hidden(&self, clips: &[Clip]) -> Option<Hidden> {
        let (_, style) = self.mask.as_ref()?;
        let texts = clips.iter().map(|clip| {
            let words = serde_json::to_string(&clip.document).unwrap_or_default();
            format!("{words}\n{}\n{}\n{}", clip.title, clip.note, clip.people.join("\n"))
        });
        let texts: Vec<String> = texts.collect();
        let is_there = |replaced: &Replacement| texts.iter().any(|text| text.contains(&replaced.by));
        Some(Hidden { people: self.replacements().iter().filter(|one| is_there(one)).count(), style: *style })
    }

    /// Text that people wrote about clips, with names hidden where that is wanted.
    pub(crate) fn text(&self, text: &str) -> String {
        self.mask.as_ref().map_or_else(|| text.to_owned(), |(mask, _)| mask.text(text))
    }

    /// A clip of one of the sessions.
    pub(crate) fn clip(&self, app: &App, span: &ClipSpan, job: &Job) -> Result<Clip> {
        let missing = || {
            AppError::new(Code::NotFound, "the session is not there", "Look at the list of sessions again.")
        };
        let material = self.materials.get(&span.session).ok_or_else(missing)?;
        let (from, to) = within(span, &material.document)?;
        let title = match self.text(&span.title).trim() {
            "" => format!("{}, {from} to {to}", material.document.session.title),
            title => title.to_owned(),
        };
        let document = causerie_excerpt::document(&material.document, from, to, &title, self.options.context);
        let redactions = between(&material.redactions, from, to);
        let mut sound = ClipSound::between(&material.recordings, from, to)?;
        sound.gain = material.gain;
        let origin = self.origin(app, material, &document, redactions.len(), job)?;
        sound.redactions = redactions;
        Ok(Clip {
            title,
            note: self.text(&span.note),
            tags: span.tags.iter().map(|tag| self.text(tag)).collect(),
            people: material.people.clone(),
            session_duration: material.document.session.duration,
            document,
            sound,
            origin,
        })
    }

    fn origin(
        &self,
        app: &App,
        material: &Material,
        clip: &Document,
        redacted_spans: usize,
        job: &Job,
    ) -> Result<Origin> {
        let file = |path: &str| -> Result<SourceFile> {
            let name = path.rsplit('/').next().unwrap_or(path);
            let sha256 = app.archive.sha256(&material.folder, path, job.flag())?;
            Ok(SourceFile { name: self.text(name), sha256 })
        };
        let is_heard = |id| clip.recordings.iter().any(|recording| recording.id == id);
        let is_read = |log: &Log| log.messages > 0;
        let recordings =
            material.session.recordings.iter().filter(|recording| is_heard(recording.id.clone()));
        let logs = material
            .session
            .logs
            .iter()
            .filter(|log| clip.logs.iter().any(|shown| shown.id == log.id && is_read(shown)));
        Ok(Origin {
            session: material.session.id,
            recordings: recordings.map(|recording| file(&recording.path)).collect::<Result<_>>()?,
            logs: logs
                .map(|log| {
                    let alignment = log.alignment.clone();
                    Ok(SourceLog { file: file(&log.path)?, format: log.format.clone(), alignment })
                })
                .collect::<Result<_>>()?,
            redacted_spans,
        })
    }

    /// Looks through files that were written for all that must not be in them.
    ///
    /// # Errors
    /// If something is found, or a file can't be read. Nothing that was checked so may be handed out then.
    pub(crate) fn check(&self, stage: &Path, files: &[PathBuf]) -> Result<()> {
        match causerie_excerpt::check::check(files, &self.needles)?.split_first() {
            None => Ok(()),
            Some((first, more)) => Err(found(stage, first, more.len())),
        }
    }
}

fn mask(materials: &BTreeMap<SessionId, Material>, hide: &HideNames) -> Mask {
    let documents: Vec<&Document> = materials.values().map(|material| &material.document).collect();
    let also = hide.also.iter().map(|text| match text.split_once('=') {
        Some((text, by)) => Added { text: text.trim().to_owned(), by: Some(by.trim().to_owned()) },
        None => Added::from(text.as_str()),
    });
    let also: Vec<Added> = also.collect();
    let seed: Vec<String> = materials.keys().map(ToString::to_string).collect();
    Mask::of(&documents, hide.style, &seed.join(" "), &also, &hide.except)
}

impl Material {
    fn of(app: &App, id: SessionId, options: &ExcerptOptions, job: &Job) -> Result<Self> {
        let row = app.row(id)?;
        let (session, folder) = (row.session.clone(), row.folder.clone());
        let mut document = app.document(row, true)?;
        let people = people(&session, &document);
        // Who is only described has a name to hide too.
        for name in &people {
            document.names.entry(name.clone()).or_insert_with(|| name.clone());
        }
        let path = |recording: &causerie_model::Recording| -> Result<_> {
            Ok((app.archive.file(&folder, &recording.path)?, recording.duration))
        };
        let recordings = session.recordings.iter().map(path).collect::<Result<_>>()?;
        let gain = match options.even {
            true => Some(gain(&session, &app.sounds(id, job)?) as f32),
            false => None,
        };
        let own = options.redactions.iter().filter(|(session, _)| *session == id);
        let own = own.map(|(_, redaction)| *redaction);
        Ok(Self {
            people,
            redactions: app.surely_redacted(&folder)?.into_iter().chain(own).collect(),
            session,
            folder,
            document,
            recordings,
            gain,
        })
    }
}

/// Who took part, as people described it, else who speaks.
pub(crate) fn people(session: &Session, document: &Document) -> Vec<String> {
    let described = Description::of(session).people;
    if !described.is_empty() {
        return described;
    }
    let spoken = document.messages.iter().filter(|placed| placed.message.kind == Kind::Transcript);
    let mut people: Vec<String> = Vec::new();
    for name in spoken.map(|placed| document.author(placed)).filter(|name| !name.is_empty()) {
        if !people.iter().any(|known| known == name) {
            people.push(name.to_owned());
        }
    }
    people
}

/// Where a span begins and ends, if it is one of the session.
fn within(span: &ClipSpan, document: &Document) -> Result<(TimeMs, TimeMs)> {
    let end = document.session.duration;
    let refused = |what: String| {
        let title = &document.session.title;
        let help =
            format!("Choose a beginning and an end between 0:00 and {end}, as in --from 1:30 --to 2:05.5.");
        Err(AppError::new(
            Code::Failed,
            format!("can't cut {} to {} out of {title:?}: {what}", span.from, span.to),
            help,
        ))
    };
    if span.from < TimeMs::ZERO {
        return refused("it would begin before the recording".to_owned());
    }
    if span.to <= span.from {
        return refused("it would end before it begins".to_owned());
    }
    if span.from >= end || span.to > end + SLACK {
        return refused(format!("the recording ends at {end}"));
    }
    Ok((span.from, span.to.min(end)))
}

/// What a file must be called that holds clips of this title.
pub(crate) fn stem(title: &str) -> String {
    let title: String = title.chars().take(100).collect();
    causerie_archive::payload_name(&file_stem(&title))
}

/// What went wrong in a stage, told as of where its files were to go.
pub(crate) fn unstaged(error: ExcerptError, stage: &Path, out: &Path) -> AppError {
    let error = AppError::from(error);
    let message = error.message.replace(&stage.display().to_string(), &out.display().to_string());
    AppError { message, ..error }
}

fn found(stage: &Path, finding: &Finding, more: usize) -> AppError {
    let file = finding.file.strip_prefix(stage).unwrap_or(&finding.file).display();
    let inside = finding.inside.as_ref().map(|inside| format!(", {inside}")).unwrap_or_default();
    let more = if more == 0 { String::new() } else { format!(", and at {more} more places") };
    AppError::new(
        Code::Failed,
        format!(
            "nothing was written: {} would still be in {file}{inside}, byte {}{more}",
            finding.needle, finding.at
        ),
        "Hide what was missed with --also, or let a word that is nobody's name stay with --except.",
    )
}
