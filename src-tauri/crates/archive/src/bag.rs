//! What makes a folder a bag: `bagit.txt` and `bag-info.txt` (RFC 8493 sections 2.1.1 and 2.2.2).

use std::path::Path;

use causerie_model::Session;
use jiff::civil::Date;

use crate::describing;

pub(crate) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Whether a folder says that it is a bag.
pub fn is_bag(folder: &Path) -> bool {
    folder.join("bagit.txt").is_file()
}

/// Bytes and files of a payload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Oxum {
    pub(crate) bytes: u64,
    pub(crate) files: u64,
}

impl std::fmt::Display for Oxum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.bytes, self.files)
    }
}

/// The `bag-info.txt` of a session that was put into a bag on the day `when`.
pub(crate) fn info(session: &Session, when: Date, payload: Oxum) -> String {
    format!(
        "Bagging-Date: {when}\nBag-Software-Agent: Causerie {}\nExternal-Identifier: urn:uuid:{}\n\
         Payload-Oxum: {payload}\n{}",
        env!("CARGO_PKG_VERSION"),
        session.id,
        describing::lines(session),
    )
}

/// The tags in `bagit.txt` or `bag-info.txt` in their order, as label and value. A line that begins with a blank goes on
/// with the value before (RFC 8493 section 2.2.2).
pub(crate) fn tags(text: &str) -> Vec<(&str, String)> {
    let mut tags: Vec<(&str, String)> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
        match (line.strip_prefix([' ', '\t']), tags.last_mut(), line.split_once(':')) {
            (Some(more), Some((_, value)), _) if !more.trim().is_empty() => {
                value.push(' ');
                value.push_str(more.trim());
            }
            (_, _, Some((label, value))) => tags.push((label.trim(), value.trim().to_owned())),
            (_, _, None) => {}
        }
    }
    tags
}

/// The value of a tag: the first of that name.
pub(crate) fn tag(text: &str, name: &str) -> Option<String> {
    let found = tags(text).into_iter().find(|(label, _)| label.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

/// What keeps a `bagit.txt` from being one that can be read here, if anything does.
pub(crate) fn check_declaration(text: &str) -> Result<(), String> {
    let version = tag(text, "BagIt-Version").ok_or("it names no BagIt-Version")?;
    if !matches!(version.as_str(), "0.93" | "0.94" | "0.95" | "0.96" | "0.97" | "1.0") {
        return Err(format!("BagIt version {version} is not known"));
    }
    let encoding = tag(text, "Tag-File-Character-Encoding").ok_or("it names no encoding")?;
    if !encoding.eq_ignore_ascii_case("utf-8") {
        return Err(format!("its files are in {encoding}, only UTF-8 is read"));
    }
    Ok(())
}

/// The payload's size as a `bag-info.txt` tells it, if it does.
pub(crate) fn oxum(text: &str) -> Option<Result<Oxum, String>> {
    let value = tag(text, "Payload-Oxum")?;
    let parsed = value
        .split_once('.')
        .and_then(|(bytes, files)| Some(Oxum { bytes: bytes.parse().ok()?, files: files.parse().ok()? }));
    Some(parsed.ok_or_else(|| format!("Payload-Oxum is {value:?}, expected bytes.files")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_declarations_that_can_be_read_are_accepted() {
        assert_eq!(check_declaration(DECLARATION), Ok(()));
        for (text, reason) in [
            ("", "no BagIt-Version"),
            ("BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n", "2.0"),
            ("BagIt-Version: 1.0\n", "no encoding"),
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n", "UTF-16"),
        ] {
            assert!(check_declaration(text).unwrap_err().contains(reason), "{text:?}");
        }
    }

    #[test]
    fn folded_values_are_read_as_one() {
        let text =
            "\u{feff}Source-Organization: City\r\n  Library\n\t of  Sound\nnonsense\n\nTitle : A: b\n \n";
        assert_eq!(
            tags(text),
            [("Source-Organization", "City Library of  Sound".to_owned()), ("Title", "A: b".to_owned())]
        );
    }

    #[test]
    fn the_payload_size_is_read_back() {
        let size = Oxum { bytes: 12, files: 3 };
        assert_eq!(oxum(&format!("Title: x\nPayload-Oxum: {size}\n")), Some(Ok(size)));
        assert_eq!(oxum("Title: x\n"), None);
        assert!(oxum("Payload-Oxum: many\n").unwrap().is_err());
    }
}
