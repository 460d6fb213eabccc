//! Vorbis comments (the Vorbis I specification, §5), with chapters (<https://wiki.xiph.org/Chapter_Extension>).

use crate::CutTags;

/// Who wrote them.
const VENDOR: &str = concat!("Causerie ", env!("CARGO_PKG_VERSION"));
/// As many chapters as three digits can number.
const MOST_CHAPTERS: usize = 1000;

/// The names and values.
pub(crate) fn of(tags: &CutTags) -> Vec<(String, String)> {
    let named = [
        ("TITLE", &tags.title),
        ("ALBUM", &tags.album),
        ("ARTIST", &tags.artist),
        ("DATE", &tags.date),
        ("COMMENT", &tags.comment),
    ];
    let mut comments: Vec<_> =
        named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
    for (number, (start, _, title)) in tags.chapters.iter().take(MOST_CHAPTERS).enumerate() {
        let ms = start.get().max(0);
        let (hours, minutes, seconds, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        comments
            .push((format!("CHAPTER{number:03}"), format!("{hours:02}:{minutes:02}:{seconds:02}.{ms:03}")));
        comments.push((format!("CHAPTER{number:03}NAME"), title.clone()));
    }
    comments
}

/// A comment header, from the length of the vendor's name on.
pub(crate) fn header(tags: &CutTags) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let comments = of(tags);
    let mut header = [&length(VENDOR.len()), VENDOR.as_bytes(), &length(comments.len())].concat();
    for (name, value) in comments {
        let comment = format!("{name}={value}");
        header.extend(length(comment.len()));
        header.extend(comment.bytes());
    }
    header
}
