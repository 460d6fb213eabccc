//! The tags of MP4, as iTunes has them (QuickTime File Format, "Metadata").

use crate::CutTags;

/// A box: its length, its kind, its content.
pub(crate) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&size.to_be_bytes(), kind, content].concat()
}

/// The `udta` box that holds them; nothing where there is nothing to tell.
pub(crate) fn user_data(tags: &CutTags) -> Vec<u8> {
    let texts = [
        (b"\xa9nam", &tags.title),
        (b"\xa9alb", &tags.album),
        (b"\xa9ART", &tags.artist),
        (b"\xa9day", &tags.date),
        (b"\xa9cmt", &tags.comment),
    ];
    let items: Vec<u8> = texts
        .into_iter()
        .filter_map(|(kind, text)| {
            // Text in UTF-8, of no certain language.
            let data = boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0], text.as_ref()?.as_bytes()].concat());
            Some(boxed(kind, &data))
        })
        .flatten()
        .collect();
    if items.is_empty() {
        return items;
    }
    let handler = boxed(b"hdlr", &[&[0; 8], &b"mdirappl"[..], &[0; 9]].concat());
    let meta = boxed(b"meta", &[&[0; 4][..], &handler, &boxed(b"ilst", &items)].concat());
    boxed(b"udta", &meta)
}
