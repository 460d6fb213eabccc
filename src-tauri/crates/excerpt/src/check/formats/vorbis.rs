//! Comments as Vorbis, Opus and FLAC have them: <https://xiph.org/vorbis/doc/v-comment.html>.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::super::bytes::{little, part, size, split};
use super::super::layout::Layout;
use super::flac;

/// base64, padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The vendor, the comments, each by itself, and what lies behind them.
pub(super) fn comments(bytes: &[u8], layout: &mut Layout) {
    let mut at = 0;
    let string = |at: usize| {
        let length = size(little(bytes, at, 4)?);
        (length <= bytes.len().saturating_sub(at + 4)).then(|| part(bytes, at + 4, length))
    };
    if let Some(vendor) = string(at) {
        layout.text("Vorbis vendor", vendor);
        at += 4 + vendor.len();
        let count = little(bytes, at, 4).unwrap_or_default();
        at = (at + 4).min(bytes.len());
        for _ in 0..count {
            let Some(comment) = string(at) else { break };
            self::comment(comment, layout);
            at += 4 + comment.len();
        }
    }
    layout.text("Vorbis comments", part(bytes, at, usize::MAX));
}

fn comment(comment: &[u8], layout: &mut Layout) {
    let (key, value) = split(comment, b"=");
    if key.eq_ignore_ascii_case(b"METADATA_BLOCK_PICTURE")
        && let Ok(picture) = BASE64.decode(value)
    {
        flac::picture(&picture, layout);
        return;
    }
    layout.text(format!("Vorbis comment {}", String::from_utf8_lossy(key)), value);
    layout.text("Vorbis comment", comment);
}
