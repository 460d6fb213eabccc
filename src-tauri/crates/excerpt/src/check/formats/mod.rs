//! Where formats of sound and pictures hold what is written about them.

mod ape;
pub(super) mod flac;
pub(super) mod id3;
pub(super) mod jpeg;
pub(super) mod mp4;
pub(super) mod mpeg;
pub(super) mod ogg;
pub(super) mod png;
pub(super) mod riff;
mod vorbis;

use std::io::Read;

use super::layout::LARGEST;

/// Data by zlib, as far as it goes.
fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // What is damaged is told as far as it was whole; the bytes themselves are looked at too.
    let _ = flate2::read::ZlibDecoder::new(bytes).take(LARGEST).read_to_end(&mut out);
    out
}
