//! All clips of a list as one folder: pages, sound, captions and text, an index, a handout, citations, and where all of it is
//! from.
//!
//! ```text
//! index.html  handout.html  citations.txt  provenance.json  reel.mp3
//! clips/01 The turn.html  .mp3  .vtt  .txt
//! ```
//!
//! As a bag it lies below `data`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use causerie_archive::{make_bag, payload_name};
use causerie_audio::{Cut, CutPart, CutTags};
use causerie_export::{Format, Link};
use causerie_model::{Alignment, TimeMs};
use jiff::civil::Date;

use crate::cite::{CitationStyle, cite};
use crate::clip::{Clip, ClipFiles, write};
use crate::names::Style;
use crate::provenance::{ClipOrigin, Hidden, Origin, Provenance, SoundOrigin, SourceFile, SourceLog};
use crate::sound::{ClipSound, SoundKind, SoundWish, Written};
use crate::{ExcerptError, handout, own};

/// What is written of each clip beside its sound.
const FORMATS: [Format; 3] = [Format::Html, Format::Vtt, Format::Txt];
/// The folder of the clips' files.
const CLIPS: &str = "clips/";
/// So much of a title is in a file's name, in characters.
const TITLE: usize = 60;

/// Clips for a workshop, in order.
#[derive(Debug, Clone)]
pub struct Packet {
    /// What it is called.
    pub title: String,
    /// What somebody noted about all of it.
    pub notes: String,
    /// Its clips; at least one.
    pub clips: Vec<Clip>,
}

/// How a packet is to be.
#[derive(Debug, Clone)]
pub struct PacketWish<'a> {
    /// The sound of its clips.
    pub sound: SoundWish,
    /// By whose rules the clips are cited.
    pub styles: &'a [CitationStyle],
    /// Whether all clips are joined into one file too.
    pub reel: bool,
    /// Whether it is a BagIt bag.
    pub bag: bool,
    /// How names are hidden in it, if they are.
    pub hidden: Option<Hidden>,
    /// When it is made, as RFC 3339.
    pub made_at: &'a str,
    /// The same day.
    pub today: Date,
}

/// A packet that was written.
#[derive(Debug, Clone, Default)]
pub struct PacketWritten {
    /// Its files, from its folder, with `/` between names.
    pub files: Vec<String>,
    /// For clips whose sound was encoded where a copy was wanted, the title and why.
    pub encoded: Vec<(String, String)>,
}

/// A clip as the pages of its packet tell of it.
pub(crate) struct Entry<'a> {
    pub(crate) clip: &'a Clip,
    pub(crate) sound: Written,
    /// From the packet's folder.
    pub(crate) files: Vec<String>,
}

impl Entry<'_> {
    /// Its file with this ending.
    pub(crate) fn file(&self, ending: &str) -> Option<&str> {
        self.files.iter().map(String::as_str).find(|file| file.ends_with(ending))
    }
}

impl Packet {
    /// Writes the packet into an empty folder. `progress` is told the number and the title of each clip before it is cut.
    ///
    /// # Errors
    /// What [`Clip::write`] gives, and if a file can't be written.
    pub fn write(
        &self,
        folder: &Path,
        wish: &PacketWish<'_>,
        progress: &dyn Fn(usize, &str),
        cancel: &AtomicBool,
    ) -> Result<PacketWritten, ExcerptError> {
        let payload = if wish.bag { folder.join("data") } else { folder.to_path_buf() };
        let clips = payload.join(CLIPS);
        fs::create_dir_all(&clips).map_err(|error| ExcerptError::io(&clips, error))?;
        let mut entries = Vec::with_capacity(self.clips.len());
        for (n, clip) in self.clips.iter().enumerate() {
            progress(n, &clip.title);
            let stem = stem(n, &clip.title);
            let up = Link { address: "../index.html".to_owned(), text: "All clips".to_owned() };
            let files = ClipFiles {
                stem: &stem,
                sound: wish.sound,
                formats: &FORMATS,
                styles: wish.styles,
                up: Some(up),
            };
            let (sound, names) = clip.write(&clips, &files, cancel)?;
            let files = names.iter().map(|name| format!("{CLIPS}{name}")).collect();
            entries.push(Entry { clip, sound, files });
        }
        let reel = if wish.reel { Some(self.reel(&payload, wish.sound, cancel)?) } else { None };
        let text =
            |name: &str, text: &str| write(&payload.join(name), text.as_bytes()).map(|()| name.to_owned());
        let mut files = vec![
            text("index.html", &handout::index(self, &entries, reel.as_ref()))?,
            text("handout.html", &handout::handout(self, wish.styles))?,
            text("citations.txt", &self.citations(wish.styles))?,
            text("provenance.json", &self.provenance(wish, &entries, reel.as_ref())?)?,
        ];
        files.extend(reel.map(|reel| reel.name));
        files.extend(entries.iter().flat_map(|entry| entry.files.iter().cloned()));
        if wish.bag {
            make_bag(folder, &[("External-Description", &self.title)], wish.today, cancel)?;
            files = files.into_iter().map(|file| format!("data/{file}")).collect();
            files.extend(
                ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
                    .map(String::from),
            );
        }
        let encoded = entries
            .into_iter()
            .filter_map(|entry| Some((entry.clip.title.clone(), entry.sound.why_encoded?)));
        Ok(PacketWritten { files, encoded: encoded.collect() })
    }

    /// Joins the clips into one file with a chapter for each. They are cut into WAV on the way, so that each keeps its own volume,
    /// fades and silences, and nothing is lost twice.
    fn reel(&self, payload: &Path, sound: SoundWish, cancel: &AtomicBool) -> Result<Written, ExcerptError> {
        let scratch = payload.join(".reel");
        fs::create_dir(&scratch).map_err(|error| ExcerptError::io(&scratch, error))?;
        let (mut parts, mut chapters, mut rate, mut at) = (Vec::new(), Vec::new(), 0, TimeMs::ZERO);
        for (n, clip) in self.clips.iter().enumerate() {
            let wish = SoundWish { kind: SoundKind::Wav, ..sound };
            let cut = clip.sound.write(&scratch, &n.to_string(), wish, CutTags::default(), cancel)?;
            rate = if n == 0 { cut.cut.sample_rate } else { rate };
            parts.push(CutPart { path: scratch.join(&cut.name), from: 0, to: cut.cut.frames });
            chapters.push((at, at + cut.duration(), clip.title.clone()));
            at += cut.duration();
        }
        let joined = ClipSound { parts, rate, gain: None, redactions: Vec::new() };
        let wish = SoundWish { kind: sound.kind.joined(), fade: Some(TimeMs::ZERO) };
        let tags = CutTags { title: Some(self.title.clone()), chapters, ..CutTags::default() };
        let reel = joined.write(payload, "reel", wish, tags, cancel)?;
        fs::remove_dir_all(&scratch).map_err(|error| ExcerptError::io(&scratch, error))?;
        Ok(reel)
    }

    fn citations(&self, styles: &[CitationStyle]) -> String {
        let mut out = format!("{}\n", self.title);
        for (n, clip) in self.clips.iter().enumerate() {
            let _ = writeln!(out, "\n{}. {}", n + 1, clip.title);
            let cited = clip.cited();
            for style in styles {
                let citation = cite(&cited, *style);
                let _ = writeln!(
                    out,
                    "\n{}\n{}\n{}",
                    style.label(),
                    citation.entry.text(),
                    citation.pointer.text()
                );
            }
        }
        out
    }

    fn provenance(
        &self,
        wish: &PacketWish<'_>,
        entries: &[Entry<'_>],
        reel: Option<&Written>,
    ) -> Result<String, ExcerptError> {
        let provenance = Provenance {
            made_by: format!("Causerie {}", env!("CARGO_PKG_VERSION")),
            made_at: wish.made_at,
            title: &self.title,
            names_hidden: wish.hidden,
            clips: entries.iter().map(|entry| ClipOrigin::of(entry.clip, &entry.sound, CLIPS)).collect(),
            reel: reel.map(|reel| SoundOrigin::of(reel, "")),
        };
        let mut text =
            serde_json::to_string_pretty(&provenance).map_err(causerie_export::ExportError::from)?;
        text.push('\n');
        Ok(text)
    }
}

/// What the pages and lists of every packet say by themselves, whatever is in it: for [`crate::apart_from`].
pub fn own_text() -> String {
    let Some(document) = own::empty() else { return String::new() };
    let months = (1..=12).map(|month| format!("2000-{month:02}-01")).map(Some);
    let clip = |date: Option<String>| {
        let mut document = document.span(TimeMs::ZERO, document.session.duration);
        document.session.date = date;
        Clip {
            title: String::new(),
            note: "?".to_owned(),
            tags: Vec::new(),
            people: Vec::new(),
            session_duration: TimeMs::ZERO,
            sound: ClipSound { parts: Vec::new(), rate: 0, gain: None, redactions: Vec::new() },
            origin: Origin {
                session: document.session.id,
                recordings: vec![SourceFile { name: String::new(), sha256: String::new() }],
                logs: vec![SourceLog {
                    file: SourceFile { name: String::new(), sha256: String::new() },
                    format: String::new(),
                    alignment: Alignment::documented(),
                }],
                redacted_spans: 0,
            },
            document,
        }
    };
    let clips: Vec<Clip> = months.chain([None]).map(clip).collect();
    let packet = Packet { title: String::new(), notes: String::new(), clips };
    let sound = |codec: &str| Written {
        name: format!(".{codec}"),
        cut: Cut {
            codec: codec.to_owned(),
            lossless: true,
            start_error_ms: 0.0,
            frames: 0,
            sample_rate: 0,
            ending: "",
        },
        why_encoded: None,
    };
    let codecs = ["mp3", "aac", "alac", "opus", "vorbis", "flac", "pcm"].into_iter().cycle();
    let entries = packet.clips.iter().zip(codecs);
    let entries: Vec<Entry<'_>> = entries
        .map(|(clip, codec)| Entry {
            clip,
            sound: sound(codec),
            files: vec![".html".into(), ".vtt".into(), ".txt".into()],
        })
        .collect();
    let hidden = Some(Hidden { people: 0, style: Style::MadeUp });
    let wish = PacketWish {
        sound: SoundWish::default(),
        styles: &CitationStyle::ALL,
        reel: true,
        bag: true,
        hidden,
        made_at: "",
        today: Date::ZERO,
    };
    let reel = sound("reel");
    let texts = [
        handout::index(&packet, &entries, Some(&reel)),
        handout::handout(&packet, wish.styles),
        packet.citations(wish.styles),
        packet.provenance(&wish, &entries, Some(&reel)).unwrap_or_default(),
        BAG.to_owned(),
    ];
    texts.join("\n")
}

/// What a bag says by itself, and the names of its files.
const BAG: &str = "BagIt-Version Tag-File-Character-Encoding Bagging-Date Bag-Software-Agent Causerie Payload-Oxum \
    External-Description bagit.txt bag-info.txt manifest-sha256.txt tagmanifest-sha256.txt data index.html handout.html \
    citations.txt provenance.json clips reel initials assumed documented metadata text manual";

/// `01 The turn`.
fn stem(n: usize, title: &str) -> String {
    let title: String = title.chars().take(TITLE).collect();
    payload_name(&format!("{:02} {title}", n + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_number_and_title() {
        assert_eq!(stem(0, "What: now?"), "01 What- now");
        assert_eq!(stem(11, ""), "12");
        assert_eq!(stem(0, &"x".repeat(99)).chars().count(), 63);
    }

    #[test]
    fn what_a_packet_says_by_itself_is_known() {
        let own = own_text();
        for word in ["Handout", "September", "Sept.", "residuals_ms", "Captions", "vorbis", "Audio recording"]
        {
            assert!(own.contains(word), "{word}: {own}");
        }
    }
}
