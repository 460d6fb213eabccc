//! Chunks of PNG: <https://www.w3.org/TR/png-3/>.

use std::io;

use super::super::bytes::{self, Source, big, part, split};
use super::super::layout::{LARGEST, Layout, Matter};
use super::inflated;

pub(in super::super) fn read(source: &mut dyn Source, length: u64, layout: &mut Layout) -> io::Result<()> {
    let mut at = 8;
    while at + 12 <= length {
        let head = bytes::read(source, at, 8)?;
        let Some(size) = big(&head, 0, 4) else { break };
        let end = (at + 12 + size).min(length);
        let kind = String::from_utf8_lossy(part(&head, 4, 4)).into_owned();
        if matches!(kind.as_str(), "IDAT" | "fdAT") {
            layout.span(at..end, Matter::Compressed);
        } else if size <= LARGEST {
            let data = bytes::read(source, at + 8, size)?;
            chunk(&kind, &data, layout);
            layout.span(at..end, Matter::Seen);
        }
        at = end;
    }
    Ok(())
}

fn chunk(kind: &str, data: &[u8], layout: &mut Layout) {
    let label = format!("PNG {kind}");
    let (keyword, rest) = split(data, &[0]);
    match kind {
        "tEXt" => {
            layout.text(&label, keyword);
            layout.text(label, rest);
        }
        // Behind the keyword one byte tells the compression.
        "zTXt" | "iCCP" => {
            layout.text(&label, keyword);
            let plain = inflated(part(rest, 1, usize::MAX));
            if kind == "zTXt" { layout.text(label, &plain) } else { layout.picture(label, &plain) }
        }
        "iTXt" => {
            layout.text(&label, keyword);
            let (language, translated) = split(part(rest, 2, usize::MAX), &[0]);
            let (translated, text) = split(translated, &[0]);
            layout.text(&label, language);
            layout.text(&label, translated);
            let is_compressed = rest.first() == Some(&1);
            layout.text(label, &if is_compressed { inflated(text) } else { text.to_vec() });
        }
        "PLTE" | "tRNS" | "hIST" => layout.picture(label, data),
        _ => layout.text(label, data),
    }
}
