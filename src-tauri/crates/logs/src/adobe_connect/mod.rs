//! Adobe Connect: a recording as a ZIP, or one of the XML streams in it, `<root>…<Message time="10000" type="cycleEntry">…`, in
//! milliseconds from the start. The shapes are those of the recordings that AdobeConnectDL is tested with
//! (<https://github.com/keanucz/AdobeConnectDL>).
//!
//! `transcriptstream.xml` and `ftchat….xml` hold what was typed, `ftfileshare….xml` the files that were shared, `fttitle….xml` what stood on a
//! title card. `indexstream.xml` tells who is behind a name such as `User1`.

mod stream;

use std::collections::HashSet;

use causerie_model::{Message, TimeBase};

use crate::encoding;
use crate::format::{Format, Parsed, Sample, Source, Warnings, number};
use crate::packed::Packed;
use stream::{Names, messages};

/// Adobe Connect. The streams of a ZIP are in the order of time.
pub(crate) struct AdobeConnect;

/// How the names of streams that people can read begin.
const STREAMS: [&str; 4] = ["transcriptstream", "ftchat", "ftfileshare", "fttitle"];
/// Who was there.
const INDEX: &str = "indexstream";

impl Format for AdobeConnect {
    fn name(&self) -> &'static str {
        "adobe-connect"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        if let Some(packed) = sample.packed {
            return if streams(packed, &[INDEX, "transcriptstream"]).next().is_some() { 0.98 } else { 0.0 };
        }
        let is_root = sample.xml.as_ref().is_some_and(|root| root.name == "root");
        let has = |text: &str| sample.head.iter().any(|line| line.contains(text));
        if is_root && has("<Message time=") && has("<Method>") { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages = match source.packed {
            Some(packed) => unpacked(packed, &mut warnings),
            None => messages(source.text, &Names::default(), &mut warnings),
        };
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

/// The names of the XML files that begin in one of these ways, wherever in the ZIP they lie.
fn streams<'a>(packed: &'a Packed<'_>, begins: &'a [&str]) -> impl Iterator<Item = &'a str> {
    packed.names().iter().map(String::as_str).filter(move |name| {
        let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        file.ends_with(".xml") && begins.iter().any(|begin| file.starts_with(begin))
    })
}

fn unpacked(packed: &Packed<'_>, warnings: &mut Warnings) -> Vec<Message> {
    let mut names = Names::default();
    for name in streams(packed, &[INDEX]) {
        with_text(packed, name, warnings, |text, warnings| names.read(text, warnings));
    }
    let mut all: Vec<Message> = Vec::new();
    let mut said = HashSet::new();
    for begin in STREAMS {
        for name in streams(packed, &[begin]) {
            let mut found = Vec::new();
            with_text(packed, name, warnings, |text, warnings| found = messages(text, &names, warnings));
            // What was typed may stand both in the transcript and in the pod where it was typed.
            found.retain(|message| (-1..=1).all(|apart| !said.contains(&key(message, apart))));
            said.extend(found.iter().map(|message| key(message, 0)));
            all.extend(found);
        }
    }
    all.sort_by_key(|message| message.source);
    all
}

/// By what a message is known again, so many seconds apart.
fn key(message: &Message, apart: i64) -> (i64, String, String) {
    (message.source.get().div_euclid(1000) + apart, message.author.clone(), message.text.clone())
}

/// Decodes a stream; what is told of it tells its name too.
fn with_text(
    packed: &Packed<'_>,
    name: &str,
    warnings: &mut Warnings,
    read: impl FnOnce(&str, &mut Warnings),
) {
    let decoded = packed.read(name).and_then(|bytes| {
        let decoded = encoding::decode(name, &bytes).map_err(|error| error.to_string())?;
        Ok((decoded.text.into_owned(), decoded.warnings))
    });
    match decoded {
        Ok((text, mut found)) => {
            read(&text, &mut found);
            for warning in found.into_sorted() {
                warnings.add(warning.line, format!("{name}: {}", warning.reason));
            }
        }
        Err(reason) => warnings.add(1, format!("{name}: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn a_zip_is_read_as_a_whole() {
        let chat = |time, name, text| {
            format!(
                "<Message time='{time}'><Object><iconType>chat</iconType><label>{text}</label><name>{name}</name></Object></Message>"
            )
        };
        let files = [
            ("a/transcriptstream.xml", format!("<root>{}{}", chat(2_900, "User1", "Hi"), chat(9_000, "Ben", "Ho"))),
            ("a/ftchat3.xml", format!("<root>{}{}</root>", chat(3_100, "User1", "Hi"), chat(5_000, "Ben", "Ho"))),
            ("a/ftstage1.xml", "<root/>".to_owned()),
            ("a/indexstream.xml", "<root><Message><o><anonymousName>User1</anonymousName><fullName>Ana  Pinto</fullName></o></Message></root>".to_owned()),
        ];
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let packed = Packed::open(&bytes).unwrap();
        let parsed = AdobeConnect.parse(&Source { name: "", text: "", packed: Some(&packed) });
        let found: Vec<_> =
            parsed.messages.iter().map(|m| (m.source.get(), m.author.as_str(), m.text.as_str())).collect();
        let expected = [(2_900, "Ana Pinto", "Hi"), (5_000, "Ben", "Ho"), (9_000, "Ben", "Ho")];
        assert_eq!(found, expected, "what stands in two streams counts once, what was said twice twice");
        assert_eq!(
            parsed.warnings.into_sorted().len(),
            0,
            "an element without an end is no fault that costs anything"
        );
    }
}
