//! Contents looked through, and what they hold opened.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::read::DecoderReader;
use flate2::read::MultiGzDecoder;
use tempfile::SpooledTempFile;
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::bytes::{Source, part, read};
use super::embedded::base64_runs;
use super::evidence::{self, is_readable};
use super::layout::{self, Kind, Layout, Matter};
use super::views::{View, views};
use super::{CheckError, Finding};
use crate::find::{Finder, How, Letters, Needle};

/// So much is read at once, in bytes; the next stretch begins again where needles may have been cut.
const CHUNK: u64 = 256 << 10;
const OVERLAP: u64 = 8 << 10;
/// What stands so near to a cut is seen whole in the stretch before or behind, in bytes.
const MARGIN: usize = 512;
/// So much of what is unpacked stays in memory, in bytes.
const IN_MEMORY: usize = 8 << 20;
/// So much may be unpacked for one file, in bytes: what is larger is no packet, but a trap.
const MOST_UNPACKED: u64 = 16 << 30;
/// Files in files in files.
const DEEPEST: usize = 6;

/// Why contents could not be looked through.
enum Fault {
    Read(io::Error),
    Closed(String, String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

/// What is looked for, and what was found.
pub(super) struct Scan<'a> {
    needles: &'a [Needle],
    finder: Finder,
    /// For bytes that are no text: the words among the needles as they are written.
    raw: Option<AhoCorasick>,
    of_raw: Vec<usize>,
    file: PathBuf,
    left: u64,
    findings: BTreeMap<(PathBuf, Option<String>, usize), u64>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(needles: &'a [Needle]) -> Self {
        let mut written: Vec<(String, usize)> = Vec::new();
        for (n, needle) in needles.iter().enumerate().filter(|(_, needle)| needle.how == How::Word) {
            let composed: String = needle.text.nfc().collect();
            let decomposed: String = needle.text.nfd().collect();
            for text in [composed, decomposed] {
                written.extend([text.to_lowercase(), text.to_uppercase(), text].map(|text| (text, n)));
            }
        }
        written.retain(|(text, _)| !text.trim().is_empty());
        written.sort();
        written.dedup();
        let raw = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(written.iter().map(|(text, _)| text))
            .ok();
        Self {
            needles,
            finder: Finder::new(needles),
            raw: raw.filter(|_| !written.is_empty()),
            of_raw: written.into_iter().map(|(_, n)| n).collect(),
            file: PathBuf::new(),
            left: 0,
            findings: BTreeMap::new(),
        }
    }

    pub(super) fn findings(self) -> Vec<Finding> {
        let found = self.findings.into_iter().filter_map(|((file, inside, n), at)| {
            Some(Finding { file, inside, needle: self.needles.get(n)?.text.clone(), at })
        });
        found.collect()
    }

    /// Looks at a file's name and at what it holds.
    pub(super) fn file(&mut self, path: &Path, names: &Path, is_file: bool) -> Result<(), CheckError> {
        path.clone_into(&mut self.file);
        self.left = MOST_UNPACKED;
        self.string("name", &names.to_string_lossy());
        if !is_file {
            return Ok(());
        }
        let scanned =
            File::open(path).map_err(Fault::Read).and_then(|mut file| self.content(&mut file, "", 0, true));
        scanned.map_err(|fault| match fault {
            Fault::Read(source) => CheckError::Read { file: path.to_path_buf(), source },
            Fault::Closed(inside, reason) => CheckError::Closed { file: path.to_path_buf(), inside, reason },
        })
    }

    fn content(
        &mut self,
        source: &mut dyn Source,
        inside: &str,
        depth: usize,
        is_text: bool,
    ) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(closed(inside, "it lies too deep in other files"));
        }
        let length = source.seek(SeekFrom::End(0))?;
        let kind = Kind::of(&read(source, 0, 16)?);
        let mut layout = if kind == Kind::Text && is_text {
            self.embedded(source, length, inside, depth)?
        } else {
            layout::of(kind, source, length)?
        };
        if kind == Kind::Zip {
            self.zip(source, inside, depth)?;
        } else if kind == Kind::Gzip {
            self.gzip(source, inside, depth)?;
        }
        if matches!(kind, Kind::Zip | Kind::Gzip) || kind == Kind::Text && !is_text {
            layout.span(0..length, Matter::Compressed);
        }
        for part in std::mem::take(&mut layout.parts) {
            let label = within(inside, &part.label);
            self.content(&mut Cursor::new(part.bytes), &label, depth + 1, part.is_text)?;
        }
        layout.spans.sort_by_key(|(range, _)| range.start);
        let mut at = 0;
        for (range, matter) in layout.spans {
            self.text(source, at..range.start, inside)?;
            match matter {
                Matter::Compressed | Matter::Samples => self.matter(source, range.clone(), matter, inside)?,
                Matter::Seen => {}
            }
            at = at.max(range.end);
        }
        self.text(source, at..length, inside)?;
        Ok(())
    }

    fn zip(&mut self, source: &mut dyn Source, inside: &str, depth: usize) -> Result<(), Fault> {
        let mut archive = ZipArchive::new(source).map_err(|error| closed(inside, &error.to_string()))?;
        let comment = archive.comment().to_vec();
        self.content(&mut Cursor::new(comment), &within(inside, "comment"), depth + 1, true)?;
        for n in 0..archive.len() {
            let unread = |error: zip::result::ZipError| closed(inside, &error.to_string());
            let mut entry = archive.by_index(n).map_err(unread)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let label = within(inside, &name);
            let about = [
                ("name", entry.name_raw().to_vec()),
                ("comment", entry.comment_raw().to_vec()),
                ("extra field", entry.extra_data().unwrap_or_default()),
            ];
            let mut unpacked = self.unpacked(&mut entry, &label)?;
            drop(entry);
            for (what, bytes) in about {
                self.content(
                    &mut Cursor::new(bytes),
                    &within(&label, what),
                    depth + 1,
                    what != "extra field",
                )?;
            }
            self.content(&mut unpacked, &label, depth + 1, true)?;
        }
        Ok(())
    }

    fn gzip(&mut self, source: &mut dyn Source, inside: &str, depth: usize) -> Result<(), Fault> {
        source.seek(SeekFrom::Start(0))?;
        let label = within(inside, "unpacked");
        let mut decoder = MultiGzDecoder::new(BufReader::new(source));
        let about = decoder.header().map(|header| {
            let fields = [header.filename(), header.comment(), header.extra()];
            fields.into_iter().flatten().map(<[u8]>::to_vec).collect::<Vec<_>>()
        });
        let mut unpacked = self.unpacked(&mut decoder, &label)?;
        for bytes in about.unwrap_or_default() {
            self.content(&mut Cursor::new(bytes), &within(inside, "header"), depth + 1, true)?;
        }
        self.content(&mut unpacked, &label, depth + 1, true)
    }

    /// What a reader gives, in memory or in a file without a name.
    fn unpacked(&mut self, reader: &mut dyn Read, inside: &str) -> Result<SpooledTempFile, Fault> {
        let mut spool = tempfile::spooled_tempfile(IN_MEMORY);
        let taken = io::copy(&mut reader.take(self.left + 1), &mut spool).map_err(|error| {
            if error.kind() == io::ErrorKind::StorageFull {
                Fault::Read(error)
            } else {
                closed(inside, &error.to_string())
            }
        })?;
        spool.flush()?;
        self.unpack(taken, inside)?;
        Ok(spool)
    }

    fn unpack(&mut self, bytes: u64, inside: &str) -> Result<(), Fault> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or_else(|| closed(inside, "it is too large when unpacked"))?;
        Ok(())
    }

    /// Opens the files that a text holds in base64, as pages do in `data:` addresses.
    fn embedded(
        &mut self,
        source: &mut dyn Source,
        length: u64,
        inside: &str,
        depth: usize,
    ) -> Result<Layout, Fault> {
        let mut layout = Layout::default();
        for (n, range) in (1..).zip(base64_runs(source)?) {
            let label = within(inside, &format!("data {n}"));
            let engine = GeneralPurpose::new(
                &STANDARD,
                GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
            );
            source.seek(SeekFrom::Start(range.start))?;
            let mut taken = BufReader::new((&mut *source).take(range.end - range.start));
            let mut spool = tempfile::spooled_tempfile(IN_MEMORY);
            let mut decoder = DecoderReader::new(&mut taken, &engine).take(self.left + 1);
            match io::copy(&mut decoder, &mut spool) {
                Ok(taken) => self.unpack(taken, &label)?,
                // It is no base64 after all, and text.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => continue,
                Err(error) => return Err(error.into()),
            }
            self.content(&mut spool, &label, depth + 1, true)?;
            layout.span(range.start..range.end.min(length), Matter::Seen);
        }
        Ok(layout)
    }

    fn text(&mut self, source: &mut dyn Source, range: Range<u64>, inside: &str) -> Result<(), Fault> {
        self.chunks(source, range, |scan, bytes, at, whole| {
            for (view, in_sentences) in views(bytes) {
                scan.view(&view, bytes, in_sentences, at, &whole, inside);
            }
        })
    }

    /// Reads a range in stretches that overlap, each with the part of it in which what is found is whole.
    fn chunks(
        &mut self,
        source: &mut dyn Source,
        range: Range<u64>,
        mut look: impl FnMut(&mut Self, &[u8], u64, Range<usize>),
    ) -> Result<(), Fault> {
        let mut at = range.start;
        while at < range.end {
            let bytes = read(source, at, CHUNK.min(range.end - at))?;
            let end = at + bytes.len() as u64;
            let is_last = end >= range.end || bytes.is_empty();
            let first = if at == range.start { 0 } else { MARGIN };
            let last = if is_last { bytes.len() } else { bytes.len().saturating_sub(MARGIN) };
            look(self, &bytes, at, first..last);
            if is_last {
                break;
            }
            at = end - OVERLAP.min((end - at) / 2);
        }
        Ok(())
    }

    fn view(
        &mut self,
        view: &View,
        bytes: &[u8],
        in_sentences: bool,
        at: u64,
        whole: &Range<usize>,
        inside: &str,
    ) {
        let hits = match view {
            View::Bytes(letters) if in_sentences => self.finder.find(letters),
            View::Bytes(letters) => self.finder.look(letters, false),
            View::Utf16(letters) => self.finder.find(letters),
        };
        for hit in hits.into_iter().filter(|hit| hit.sure) {
            let around = part(bytes, hit.range.start.saturating_sub(4), hit.range.len() + 8);
            // Text of single bytes, read by twos, seems to be Chinese.
            let is_misread = matches!(view, View::Utf16(_)) && around.iter().all(|&byte| is_readable(byte));
            if hit.range.start >= whole.start && hit.range.end <= whole.end && !is_misread {
                self.report(inside, hit.needle, at + hit.range.start as u64);
            }
        }
    }

    fn string(&mut self, inside: &str, text: &str) {
        for hit in self.finder.find(&Letters::from(text)).into_iter().filter(|hit| hit.sure) {
            self.report(inside, hit.needle, hit.range.start as u64);
        }
    }

    fn report(&mut self, inside: &str, needle: usize, at: u64) {
        let inside = (!inside.is_empty()).then(|| inside.to_owned());
        let first = self.findings.entry((self.file.clone(), inside, needle)).or_insert(at);
        *first = at.min(*first);
    }

    /// Looks at bytes that are no text.
    fn matter(
        &mut self,
        source: &mut dyn Source,
        range: Range<u64>,
        matter: Matter,
        inside: &str,
    ) -> Result<(), Fault> {
        let Some(raw) = self.raw.clone() else { return Ok(()) };
        self.chunks(source, range, |scan, bytes, at, whole| {
            for found in raw.find_overlapping_iter(bytes) {
                let is_enough = evidence::is_enough(matter, bytes, found.range());
                let is_whole = found.start() >= whole.start && found.end() <= whole.end;
                if let Some(&needle) =
                    scan.of_raw.get(found.pattern().as_usize()).filter(|_| is_enough && is_whole)
                {
                    scan.report(inside, needle, at + found.start() as u64);
                }
            }
        })
    }
}

fn closed(inside: &str, reason: &str) -> Fault {
    Fault::Closed(
        if inside.is_empty() { "the file".to_owned() } else { inside.to_owned() },
        reason.to_owned(),
    )
}

fn within(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer} › {inner}") }
}
