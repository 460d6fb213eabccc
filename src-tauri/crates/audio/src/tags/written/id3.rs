//! ID3v2.4 (<https://id3.org/id3v2.4.0-frames>), with chapters (<https://id3.org/id3v2-chapters-1.0>).

use crate::CutTags;

/// Text in UTF-8.
const UTF_8: u8 = 3;
/// What comments are told to be in: no certain language.
const LANGUAGE: &[u8] = b"und";
/// As many chapters as a table of contents can count.
const MOST_CHAPTERS: usize = 255;
/// A place in bytes that is not told, as times are.
const UNTOLD: [u8; 8] = [0xff; 8];

/// The whole tag; nothing where there is nothing to tell.
pub(crate) fn tag(tags: &CutTags) -> Vec<u8> {
    let texts =
        [(b"TIT2", &tags.title), (b"TALB", &tags.album), (b"TPE1", &tags.artist), (b"TDRC", &tags.date)];
    let mut frames: Vec<u8> = texts
        .into_iter()
        .filter_map(|(id, text)| Some(frame(id, &[&[UTF_8], text.as_ref()?.as_bytes()].concat())))
        .flatten()
        .collect();
    if let Some(comment) = &tags.comment {
        frames.extend(frame(b"COMM", &[&[UTF_8], LANGUAGE, &[0], comment.as_bytes()].concat()));
    }
    frames.extend(chapters(tags));
    if frames.is_empty() {
        return frames;
    }
    [b"ID3\x04\0\0", &size(frames.len())[..], &frames].concat()
}

fn chapters(tags: &CutTags) -> Vec<u8> {
    let count = tags.chapters.len().min(MOST_CHAPTERS);
    if count == 0 {
        return Vec::new();
    }
    // It is the topmost one, and in order.
    let mut contents = [&b"toc\0\x03"[..], &[u8::try_from(count).unwrap_or(u8::MAX)]].concat();
    let mut frames = Vec::new();
    for (number, (start, end, title)) in tags.chapters.iter().take(count).enumerate() {
        let id = format!("chapter{number}\0").into_bytes();
        let time = |ms: i64| u32::try_from(ms).unwrap_or_default().to_be_bytes();
        let title = frame(b"TIT2", &[&[UTF_8], title.as_bytes()].concat());
        let body = [&id[..], &time(start.get()), &time(end.get()), &UNTOLD, &title].concat();
        frames.extend(frame(b"CHAP", &body));
        contents.extend(id);
    }
    [frame(b"CTOC", &contents), frames].concat()
}

fn frame(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [id, &size(body.len())[..], &[0, 0], body].concat()
}

/// A length of seven bits a byte.
fn size(length: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (length >> shift & 0x7f) as u8)
}
