//! Packets: all clips of a list as one folder or ZIP.

use std::fs;
use std::path::{Path, PathBuf};

use causerie_excerpt::{CitationStyle, Packet, PacketWish, SoundWish, zip};
use serde::Serialize;

use crate::clips::encoded_anew;
use crate::destination::Destination;
use crate::gathering::{ClipSpan, ExcerptOptions, Gathering, stem, unstaged};
use crate::open::App;
use crate::wire::{AppError, Code, Stage};
use crate::{Job, Result, error};

/// Clips for a workshop, in the order in which they are to be.
#[derive(Debug, Clone, PartialEq)]
pub struct TrayClips {
    /// What it is called.
    pub title: String,
    /// What is noted about all of it.
    pub notes: String,
    /// The clips.
    pub clips: Vec<ClipSpan>,
}

/// How a packet is made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PacketOptions {
    /// The sound of its clips.
    pub sound: SoundWish,
    /// What excerpts have in common.
    pub excerpt: ExcerptOptions,
    /// By whose rules clips are cited; by all if none is named.
    pub styles: Vec<CitationStyle>,
    /// Whether all clips are joined into one file too.
    pub reel: bool,
    /// Whether it is a BagIt bag.
    pub bag: bool,
    /// Whether a packet that is there already is replaced.
    pub force: bool,
}

/// A packet that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PacketMade {
    /// Its files; of a ZIP, that.
    pub files: Vec<String>,
    /// How many clips there are.
    pub clips: usize,
    /// What is hidden.
    pub hidden: HiddenCount,
    /// What was looked through for what must not be there.
    pub checked: CheckedCount,
    /// What the person should know.
    pub warnings: Vec<String>,
}

/// How much is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HiddenCount {
    /// How many people's names.
    pub people: usize,
}

/// How much was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckedCount {
    /// Files, and such inside of others.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl App {
    /// Writes a packet as a folder, or as a ZIP where `out` is called so. It appears whole or not at all, behind a look through
    /// all that was written for what is hidden or redacted.
    ///
    /// # Errors
    /// If there are no clips, a session or a recording can't be read, a span is not in its session, the place is taken or
    /// lies in the archive, something hidden was found, or writing fails.
    pub fn packet(
        &self,
        tray: &TrayClips,
        options: &PacketOptions,
        out: &Path,
        job: &Job,
    ) -> Result<PacketMade> {
        // Before all the sessions are read.
        self.check_place(options, out)?;
        self.packet_of(&self.gathered(tray, &options.excerpt, job)?, tray, options, out, job)
    }

    /// The sessions of which a packet has clips.
    pub(crate) fn gathered(
        &self,
        tray: &TrayClips,
        options: &ExcerptOptions,
        job: &Job,
    ) -> Result<Gathering> {
        Gathering::new(self, tray.clips.iter().map(|clip| clip.session), options, job)
    }

    fn check_place(&self, options: &PacketOptions, out: &Path) -> Result<Destination> {
        let to = Destination::new(self.folder(), options.force)?;
        if is_zip(out) {
            to.check_inside(out)?
        } else {
            to.check_folder(out, &is_packet)?
        }
        Ok(to)
    }

    /// Writes a packet of sessions that were gathered for it.
    ///
    /// # Errors
    /// As [`App::packet`].
    pub(crate) fn packet_of(
        &self,
        gathering: &Gathering,
        tray: &TrayClips,
        options: &PacketOptions,
        out: &Path,
        job: &Job,
    ) -> Result<PacketMade> {
        let (to, is_zip) = (self.check_place(options, out)?, is_zip(out));
        if tray.clips.is_empty() {
            return Err(AppError::new(
                Code::Failed,
                "there are no clips for a packet",
                "Put clips into the list first.",
            ));
        }
        let clips =
            tray.clips.iter().map(|span| gathering.clip(self, span, job)).collect::<Result<Vec<_>>>()?;
        let packet = Packet { title: gathering.text(&tray.title), notes: gathering.text(&tray.notes), clips };
        let now = (self.surroundings.now)();
        let wish = PacketWish {
            sound: options.sound,
            styles: if options.styles.is_empty() { &CitationStyle::ALL } else { &options.styles },
            reel: options.reel,
            bag: options.bag,
            hidden: gathering.hidden(&packet.clips),
            made_at: &now.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            today: now.date(),
        };
        // Beside the folder, which it may take the place of.
        let stage = to.stage(out.parent().unwrap_or(out))?;
        let folder = stage.path().join("packet");
        fs::create_dir(&folder).map_err(|e| error::io("write", out, &e))?;
        let count = packet.clips.len() as f64;
        let progress = |n: usize, title: &str| job.tell(Stage::Cutting, title, n as f64 / count);
        let written = packet.write(&folder, &wish, &progress, job.flag());
        let written = written.map_err(|error| unstaged(error, &folder, out))?;
        job.tell(Stage::Verifying, &packet.title, 0.0);
        let zipped = stage.path().join("packet.zip");
        let staged = if is_zip {
            let name = stem(&name_of(out, &packet.title));
            let mut file = fs::File::create(&zipped).map_err(|e| error::io("write", out, &e))?;
            zip(&folder, &name, &mut file, job.flag()).map_err(|error| unstaged(error, &folder, out))?;
            vec![zipped.clone()]
        } else {
            inside(&folder).map_err(|e| error::io("read", out, &e))?
        };
        gathering.check(stage.path(), &staged)?;
        let files = written.files.iter().map(|file| fs::metadata(folder.join(file)).map(|meta| meta.len()));
        let bytes = files.sum::<std::io::Result<u64>>().map_err(|e| error::io("read", out, &e))?;
        let checked = CheckedCount { files: written.files.len() as u64, bytes };
        job.check()?;
        let files = if is_zip {
            to.persist(&zipped, out)?;
            vec![out.display().to_string()]
        } else {
            to.place_folder(&folder, out)?;
            written.files.iter().map(|file| out.join(file).display().to_string()).collect()
        };
        Ok(PacketMade {
            files,
            clips: packet.clips.len(),
            hidden: HiddenCount { people: wish.hidden.map_or(0, |hidden| hidden.people) },
            checked,
            warnings: warnings(written.encoded, gathering.private_left_out),
        })
    }
}

fn is_zip(out: &Path) -> bool {
    out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Whether a folder is a packet that was made before.
fn is_packet(folder: &Path) -> bool {
    ["provenance.json", "data/provenance.json"].into_iter().any(|file| folder.join(file).is_file())
}

/// What lies in a folder.
fn inside(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|item| Ok(item?.path())).collect()
}

fn name_of(out: &Path, title: &str) -> String {
    out.file_stem().map_or_else(|| title.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn warnings(encoded: Vec<(String, String)>, private_left_out: usize) -> Vec<String> {
    let mut warnings: Vec<String> = encoded.iter().map(|(title, why)| encoded_anew(title, why)).collect();
    match private_left_out {
        0 => {}
        1 => warnings.push("1 private message of the sessions is left out".to_owned()),
        more => warnings.push(format!("{more} private messages of the sessions are left out")),
    }
    warnings
}
