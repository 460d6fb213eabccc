//! Decoded sound, frame by frame, from any frame on: one stream, or several one after the other.

use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use causerie_model::TimeMs;

use super::decoder::remap;
use super::section::Section;
use super::window::Window;
use super::{Extent, MediaInfo, links, sniff};
use crate::AudioError;

/// A recording opened for reading. Frame 0 is the first that is to be heard: what encoders put ahead
/// (MP3's and AAC's priming, Opus' pre-skip) is left out, as is the padding at the end.
pub struct Reader {
    path: PathBuf,
    info: MediaInfo,
    links: Vec<Link>,
    /// The link that is open.
    at: usize,
    section: Section,
}

/// A stream of the file and the frames that it gives.
struct Link {
    extent: Extent,
    start: u64,
    frames: u64,
}

impl Reader {
    /// Opens a recording at its start.
    ///
    /// # Errors
    /// The file can't be read, is no recording, is of a kind that is not read, is locked, has no sound, or is damaged
    /// so that nothing of it can be decoded.
    pub fn open(path: &Path) -> Result<Self, AudioError> {
        guarded(path, || Self::open_inner(path))
    }

    /// What the recording is.
    pub fn info(&self) -> &MediaInfo {
        &self.info
    }

    /// The frame that is read next.
    pub fn position(&self) -> u64 {
        self.links.get(self.at).map_or(0, |link| link.start + self.section.position().min(link.frames))
    }

    /// Goes to a frame, exactly; behind the end means to the end.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), AudioError> {
        let path = self.path.clone();
        guarded(&path, || {
            let at = self.links.partition_point(|link| link.start <= frame).saturating_sub(1);
            if at != self.at {
                self.go_to(at)?;
            }
            let start = self.links.get(at).map_or(0, |link| link.start);
            self.section.seek(frame - start)
        })
    }

    /// Decodes the next stretch into `out`, interleaved, and gives its length in frames; 0 at the end. A file
    /// that was cut off ends with what could be decoded.
    ///
    /// # Errors
    /// The file can't be read any more, or is damaged beyond going on.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<usize, AudioError> {
        let path = self.path.clone();
        guarded(&path, || {
            loop {
                let frames = self.section.read(out)?;
                if frames > 0 {
                    remap(out, self.section.info().channels, self.info.channels);
                    return Ok(frames);
                }
                if self.at + 1 >= self.links.len() {
                    return Ok(0);
                }
                self.go_to(self.at + 1)?;
            }
        })
    }

    /// The stream of the file that holds all of some frames, and which of its own they are; `None` where they run from
    /// one stream into another that was joined on.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub(crate) fn stream(
        &mut self,
        frames: &Range<u64>,
    ) -> Result<Option<(&mut Section, Range<u64>)>, AudioError> {
        let at = self.links.partition_point(|link| link.start <= frames.start).saturating_sub(1);
        if at != self.at {
            self.go_to(at)?;
        }
        let link = self.links.get(at).filter(|link| frames.end <= link.start + link.frames);
        let own = link.map(|link| frames.start - link.start..frames.end - link.start);
        Ok(own.map(|own| (&mut self.section, own)))
    }

    fn go_to(&mut self, at: usize) -> Result<(), AudioError> {
        if let Some(link) = self.links.get(at) {
            self.section = Section::open(&self.path, link.extent)?;
            self.at = at;
        }
        Ok(())
    }

    fn open_inner(path: &Path) -> Result<Self, AudioError> {
        let failed = |error| AudioError::io(path, error);
        let meta = fs::metadata(path).map_err(failed)?;
        if meta.is_dir() {
            return Err(AudioError::Folder { path: path.into() });
        }
        if meta.len() == 0 {
            return Err(AudioError::Empty { path: path.into() });
        }
        let mut window = fs::File::open(path).and_then(Window::new).map_err(failed)?;
        sniff::refuse(path, window.at(0, 1024).map_err(failed)?)?;

        let mut extents = links::of(path).map_err(failed)?.into_iter();
        let extent = extents.next().unwrap_or(Extent { at: 0, size: u64::MAX });
        let section = Section::open(path, extent)?;
        let mut info = section.info().clone();
        let mut links = vec![Link { extent, start: 0, frames: info.frames }];
        for extent in extents {
            match Section::open(path, extent) {
                Ok(section) if section.info().sample_rate == info.sample_rate => {
                    let frames = section.info().frames;
                    links.push(Link { extent, start: info.frames, frames });
                    info.frames += frames;
                }
                Ok(section) => {
                    let rate = section.info().sample_rate;
                    tracing::warn!(
                        ?path,
                        rate,
                        at = extent.at,
                        "left out what was joined on at another rate"
                    );
                }
                Err(error) => tracing::warn!(?path, at = extent.at, %error, "left out what was joined on"),
            }
        }
        info.duration = TimeMs::from_frames(info.frames, info.sample_rate);
        Ok(Self { path: path.into(), info, links, at: 0, section })
    }
}

/// Runs decoders, which are others' code and meet damaged files, so that a panic in one is an error here.
pub(crate) fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T, AudioError>) -> Result<T, AudioError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(AudioError::damaged(path, "its decoder gave up on what it holds")))
}
