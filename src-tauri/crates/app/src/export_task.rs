//! What the window asks to be written, done by the use cases of sessions, clips and packets.

use std::path::Path;

use causerie_excerpt::names::Style;
use causerie_excerpt::{SoundKind, SoundWish};
use causerie_export::Format;

use crate::clips::{ClipOptions, encoded_anew};
use crate::destination::file_stem;
use crate::export::{CATALOGUE, Exported, written};
use crate::gathering::{ClipSpan, ExcerptOptions, HideNames, stem};
use crate::open::App;
use crate::packets::PacketOptions;
use crate::wire::{
    CatalogueFormat, ClipWish, ExcerptAudio, ExcerptWish, ExportPlace, ExportSound, ExportTask, ExportedView,
    HideStyle, HideWish, NameReplaced,
};
use crate::{Job, Result};

impl From<Exported> for ExportedView {
    fn from(Exported { files, private_left_out, warnings, refused }: Exported) -> Self {
        Self { files, private_left_out, warnings, refused }
    }
}

impl From<&ClipWish> for ClipSpan {
    fn from(wish: &ClipWish) -> Self {
        let ClipWish { session, from_ms, to_ms, title, text, tags } = wish.clone();
        Self { session, from: from_ms, to: to_ms, title, note: text, tags }
    }
}

impl From<&HideWish> for HideNames {
    fn from(wish: &HideWish) -> Self {
        let style = match wish.style {
            HideStyle::MadeUp => Style::MadeUp,
            HideStyle::Initials => Style::Initials,
        };
        Self { style, also: wish.also.clone(), except: wish.except.clone() }
    }
}

impl From<&ExcerptWish> for ExcerptOptions {
    fn from(wish: &ExcerptWish) -> Self {
        Self {
            even: wish.even,
            private: wish.private,
            context: wish.context,
            hide: wish.hide.as_ref().map(Into::into),
            redactions: Vec::new(),
        }
    }
}

impl From<ExcerptAudio> for SoundWish {
    fn from(audio: ExcerptAudio) -> Self {
        let kind = match audio {
            ExcerptAudio::Best => SoundKind::Best,
            ExcerptAudio::Copy => SoundKind::Copy,
            ExcerptAudio::Mp3 => SoundKind::Mp3,
            ExcerptAudio::Flac => SoundKind::Flac,
            ExcerptAudio::Wav => SoundKind::Wav,
            ExcerptAudio::Vorbis => SoundKind::Vorbis,
            ExcerptAudio::Opus => SoundKind::Opus,
        };
        Self { kind, fade: None }
    }
}

impl App {
    /// What the place for an export is to be.
    ///
    /// # Errors
    /// If there is no such session or tray, or it can't be written so wherever that is.
    pub fn export_place(&self, task: &ExportTask) -> Result<ExportPlace> {
        let folder = || ExportPlace::Folder { near: self.folder().display().to_string() };
        Ok(match task {
            ExportTask::Session { session, format, options } => {
                written(options)?;
                ExportPlace::File {
                    name: format.file_name(&file_stem(&self.row(*session)?.folder)),
                    alone: *format != Format::Html || options.sound != ExportSound::Beside,
                }
            }
            ExportTask::Catalogue { format: CatalogueFormat::Csv, .. } => {
                ExportPlace::File { name: CATALOGUE.to_owned(), alone: true }
            }
            ExportTask::Packet { tray, zip: true, wish, .. } => {
                let tray = self.tray_clips(tray)?;
                let title = match wish.hide {
                    None => tray.title,
                    Some(_) => {
                        let options = ExcerptOptions { even: false, ..wish.into() };
                        self.gathered(&tray, &options, &Job::new())?.text(&tray.title)
                    }
                };
                ExportPlace::File { name: format!("{}.zip", stem(&title)), alone: true }
            }
            ExportTask::Catalogue { format: CatalogueFormat::Html, .. }
            | ExportTask::Clip { .. }
            | ExportTask::Packet { zip: false, .. } => folder(),
        })
    }

    /// Writes what is asked for; a packet that is a folder into one of its own in `out`.
    ///
    /// # Errors
    /// As [`App::export`], [`App::catalogue`], [`App::clips`] and [`App::packet`].
    pub fn export_task(&self, task: &ExportTask, out: &Path, job: &Job) -> Result<Exported> {
        match task {
            ExportTask::Session { session, format, options } => {
                self.export(*session, *format, options, out, job)
            }
            ExportTask::Catalogue { format, options } => self.catalogue(*format, options, out, job),
            ExportTask::Clip { clip, with, wish } => self.export_clip(clip, with, wish, out, job),
            ExportTask::Packet { tray, zip, reel, bag, wish } => {
                let tray = self.tray_clips(tray)?;
                let options = PacketOptions {
                    sound: wish.audio.into(),
                    excerpt: wish.into(),
                    styles: Vec::new(),
                    reel: *reel,
                    bag: *bag,
                    force: wish.force,
                };
                let made = if *zip {
                    self.packet(&tray, &options, out, job)?
                } else {
                    let gathering = self.gathered(&tray, &options.excerpt, job)?;
                    let folder = out.join(stem(&gathering.text(&tray.title)));
                    self.packet_of(&gathering, &tray, &options, &folder, job)?
                };
                Ok(Exported { files: made.files, warnings: made.warnings, ..Exported::default() })
            }
        }
    }

    /// The names that would be replaced in what is asked for: none in what is no excerpt. By made-up ones, where the wish does not
    /// say by which.
    ///
    /// # Errors
    /// As [`App::names_replaced`].
    pub fn names_of_task(&self, task: &ExportTask, job: &Job) -> Result<Vec<NameReplaced>> {
        let (spans, wish) = match task {
            ExportTask::Session { .. } | ExportTask::Catalogue { .. } => return Ok(Vec::new()),
            ExportTask::Clip { clip, wish, .. } => (vec![clip.into()], wish),
            ExportTask::Packet { tray, wish, .. } => (self.tray_clips(tray)?.clips, wish),
        };
        let mut options = ExcerptOptions::from(wish);
        options.hide.get_or_insert(HideNames { style: Style::MadeUp, also: Vec::new(), except: Vec::new() });
        self.names_replaced(&spans, &options, job)
    }

    fn export_clip(
        &self,
        clip: &ClipWish,
        with: &[Format],
        wish: &ExcerptWish,
        out: &Path,
        job: &Job,
    ) -> Result<Exported> {
        let options = ClipOptions {
            sound: wish.audio.into(),
            with: with.to_vec(),
            excerpt: wish.into(),
            force: wish.force,
        };
        let made = self.clips(&[clip.into()], &options, out, job)?;
        let mut exported = Exported { private_left_out: made.private_left_out, ..Exported::default() };
        for clip in made.clips {
            let clip = clip?;
            exported.files.extend(clip.files);
            exported.warnings.extend(clip.why_encoded.map(|why| encoded_anew(&clip.title, &why)));
        }
        Ok(exported)
    }
}
