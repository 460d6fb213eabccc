//! Vorbis comments, as in Ogg and FLAC (the Vorbis I specification, §5).

use std::collections::BTreeMap;

use causerie_model::TimeMs;

use super::{Chapter, Tags, text};

/// Takes in a comment header, from the length of its vendor's name on.
pub(crate) fn comments(mut bytes: &[u8], tags: &mut Tags) {
    let mut chapters = BTreeMap::<u16, (Option<TimeMs>, String)>::new();
    if string(&mut bytes).is_none() || number(&mut bytes).is_none() {
        return;
    }
    while let Some(comment) = string(&mut bytes) {
        let Some(at) = comment.iter().position(|&byte| byte == b'=') else { continue };
        let (Some(name), Some(value)) = (comment.get(..at), comment.get(at + 1..)) else { continue };
        // Pictures are comments too, and long.
        let (name, value) = (text::utf8(name), text::utf8(value));
        match chapter(&name) {
            Some((number, "")) => chapters.entry(number).or_default().0 = value.parse().ok(),
            Some((number, part)) if part.eq_ignore_ascii_case("name") => {
                chapters.entry(number).or_default().1 = value;
            }
            Some(_) => {}
            None => tags.named(&name, &value),
        }
    }
    tags.chapters
        .extend(chapters.into_values().filter_map(|(start, title)| Some(Chapter::new(start?, None, title))));
}

/// The number in `CHAPTER001` or `CHAPTER001NAME`, and what follows it (wiki.xiph.org, Chapter Extension).
fn chapter(name: &str) -> Option<(u16, &str)> {
    let (word, rest) = name.split_at_checked(7)?;
    let (digits, part) = rest.split_at_checked(3).filter(|_| word.eq_ignore_ascii_case("chapter"))?;
    Some((digits.parse().ok().filter(|_| !digits.starts_with('+'))?, part))
}

fn number(bytes: &mut &[u8]) -> Option<usize> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*head)).ok()
}

fn string<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(bytes)?;
    let (string, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(string)
}
