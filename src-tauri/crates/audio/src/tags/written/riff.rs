//! The tags of WAV: an `INFO` list, and cue points with their labels for chapters (Microsoft's Multimedia Programming
//! Interface, 1991).

use causerie_model::TimeMs;

use crate::CutTags;

/// A chunk: its kind, its length, its content, and a byte to make it even.
pub(crate) fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
    let even: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &size[..], content, even].concat()
}

/// All chunks that tell something, for a file of so many frames a second.
pub(crate) fn tags(tags: &CutTags, rate: u32) -> Vec<u8> {
    let texts = [
        (b"INAM", &tags.title),
        (b"IPRD", &tags.album),
        (b"IART", &tags.artist),
        (b"ICRD", &tags.date),
        (b"ICMT", &tags.comment),
    ];
    let items: Vec<u8> = texts
        .into_iter()
        .filter_map(|(kind, text)| Some(chunk(kind, &[text.as_ref()?.as_bytes(), &[0]].concat())))
        .flatten()
        .collect();
    let mut chunks = Vec::new();
    if !items.is_empty() {
        chunks.extend(chunk(b"LIST", &[b"INFO", &items[..]].concat()));
    }
    if !tags.chapters.is_empty() {
        chunks.extend(chapters(tags, rate));
    }
    chunks
}

fn chapters(tags: &CutTags, rate: u32) -> Vec<u8> {
    let word = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let frames = |time: TimeMs| u64::try_from(time.get()).unwrap_or_default() * u64::from(rate) / 1000;
    let mut points = word(tags.chapters.len() as u64).to_vec();
    let mut labels = b"adtl".to_vec();
    for (id, (start, end, title)) in (1..).zip(&tags.chapters) {
        let at = frames(*start);
        points.extend([&word(id), &word(at), &b"data"[..], &[0; 8], &word(at)].concat());
        labels.extend(chunk(b"labl", &[&word(id), title.as_bytes(), &[0]].concat()));
        let length = word(frames(*end).saturating_sub(at));
        labels.extend(chunk(b"ltxt", &[&word(id), &length, &b"rgn "[..], &[0; 8]].concat()));
    }
    [chunk(b"cue ", &points), chunk(b"LIST", &labels)].concat()
}
