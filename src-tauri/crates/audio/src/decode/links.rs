//! The streams of a file that holds several, one after the other: a chained Ogg file, MP3 files joined end to end.

use std::fs::File;
use std::io;
use std::path::Path;

use super::mp3::Mp3;
use super::source::Kind;
use super::window::Window;
use super::{Extent, ogg};

/// The most streams that are told apart.
pub(crate) const MOST: usize = 1000;

/// The stretches of the file at `path` that are to be opened each by itself; at least one.
pub(crate) fn of(path: &Path) -> io::Result<Vec<Extent>> {
    let mut window = Window::new(File::open(path)?)?;
    let whole = Extent { at: 0, size: window.len() };
    let (kind, start) = Kind::find(&mut window)?;
    Ok(match kind {
        Kind::Ogg => split(ogg::joins(&mut window, start)?, whole),
        Kind::Unsigned => match Mp3::open(window)? {
            Some(mp3) => split(mp3.joins, whole),
            None => vec![whole],
        },
        Kind::Aiff | Kind::Caf | Kind::Matroska | Kind::Mp4 | Kind::Signed | Kind::Wave => vec![whole],
    })
}

fn split(joins: Vec<u64>, whole: Extent) -> Vec<Extent> {
    let starts = std::iter::once(0).chain(joins.iter().copied());
    let ends = joins.iter().copied().chain([whole.size]);
    starts.zip(ends).map(|(at, end)| Extent { at, size: end.saturating_sub(at) }).collect()
}
