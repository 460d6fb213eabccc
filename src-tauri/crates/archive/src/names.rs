//! Names of files and folders that every system can hold: Windows, macOS, Linux, and what lies between them.

use unicode_normalization::UnicodeNormalization;

/// Bytes of a session folder's name: short enough for every file system, and for paths within Windows' 260.
const FOLDER_BYTES: usize = 120;
/// Bytes of a payload file's name; 255 is what file systems hold.
const PAYLOAD_BYTES: usize = 200;

/// The name of a new session's folder: `2008-05-14 Title`.
pub(crate) fn folder_name(date: Option<&str>, title: &str) -> String {
    let name: String = format!("{} {title}", date.unwrap_or_default()).nfc().collect();
    let words = plain(&name).split_whitespace().collect::<Vec<_>>().join(" ");
    finish(&words, FOLDER_BYTES, "Untitled")
}

/// The name under which a file is kept in `data/`, given the name it came with. Mostly the same; what some
/// system can't hold is replaced. `%` goes too: RFC 8493 wants it encoded in a manifest, the Library of
/// Congress's validator does not decode it, so a bag that holds one is never valid for both.
pub fn payload_name(name: &str) -> String {
    finish(&plain(name).replace('%', "_"), PAYLOAD_BYTES, "file")
}

/// The name of a folder when `n - 1` others have it already: `2008-05-14 Title (2)`.
pub(crate) fn numbered_folder(name: &str, n: u32) -> String {
    number(name, "", n, FOLDER_BYTES)
}

/// The same for a payload file: `talk (2).mp3`.
pub(crate) fn numbered_payload(name: &str, n: u32) -> String {
    let (stem, extension) = split(name);
    number(stem, extension, n, PAYLOAD_BYTES)
}

fn number(stem: &str, extension: &str, n: u32, limit: usize) -> String {
    let suffix = format!(" ({n}){extension}");
    format!("{}{suffix}", cut(stem, limit.saturating_sub(suffix.len())).trim_end())
}

/// Replaces or drops the characters that a file system refuses or a person can't see.
fn plain(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            '/' | '\\' | ':' | '|' => Some('-'),
            '"' => Some('\''),
            '<' => Some('('),
            '>' => Some(')'),
            '?' | '*' => None,
            // Marks that turn the direction of text, and spaces without width, make names that lie.
            '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            // Line breaks of every kind; the validator reads them all as the end of a manifest's line.
            '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => Some(' '),
            c => Some(c),
        })
        .collect()
}

fn finish(name: &str, limit: usize, fallback: &str) -> String {
    let ends = |c: char| c == '.' || c.is_whitespace();
    let name = name.trim_matches(ends);
    let (stem, extension) = split(name);
    // One byte less, for the `_` before a reserved name.
    let room = limit.saturating_sub(extension.len() + 1);
    let name = format!("{}{extension}", cut(stem, room).trim_end_matches(ends));
    let name = if name.is_empty() { fallback.to_owned() } else { name };
    if is_reserved(&name) { format!("_{name}") } else { name }
}

/// A name and its extension with the dot, if it has one of usual length.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.').and_then(|dot| name.split_at_checked(dot)) {
        Some((stem, extension))
            if !stem.is_empty()
                && (2..=12).contains(&extension.len())
                && extension.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, extension)
        }
        _ => (name, ""),
    }
}

/// At most `limit` bytes, cut between characters.
fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or_default()
}

/// Device names of Windows, with or without an extension
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| {
            let mut rest = rest.chars();
            matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// What two names have in common when a file system that ignores case or normal form takes them for one.
pub(crate) fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_folder_is_named_for_its_day_and_title() {
        for (date, title, name) in [
            (Some("2008-05-14"), "Casual Conversations", "2008-05-14 Casual Conversations"),
            (Some("2008"), "What now?", "2008 What now"),
            (None, "Q&A: parts 1/2", "Q&A- parts 1-2"),
            (None, "  a\n b\u{2028}c. ", "a b c"),
            (None, "..", "Untitled"),
            (None, "con", "_con"),
            (None, "Lpt1.notes", "_Lpt1.notes"),
            (None, "e\u{301}t\u{e9}", "\u{e9}t\u{e9}"),
            (None, "safe\u{202e}gpj.exe", "safegpj.exe"),
        ] {
            assert_eq!(folder_name(date, title), name, "{title:?}");
        }
    }

    #[test]
    fn a_payload_file_keeps_its_name_where_it_can() {
        for (name, kept) in [
            ("Ça va — 100 ✓.mp3", "Ça va — 100 ✓.mp3"),
            ("double  space.txt", "double  space.txt"),
            ("100%.txt", "100_.txt"),
            ("new\nline.txt", "new line.txt"),
            (".hidden", "hidden"),
            ("nul.txt", "_nul.txt"),
            ("???", "file"),
            ("trailing ", "trailing"),
        ] {
            assert_eq!(payload_name(name), kept, "{name:?}");
        }
        let long = payload_name(&format!("{}.mp3", "é".repeat(300)));
        assert!(
            long.len() <= 200 && long.ends_with("é.mp3"),
            "{long}: cut at a character, before the extension"
        );
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        assert_eq!(numbered_payload("talk.mp3", 2), "talk (2).mp3");
        assert_eq!(
            numbered_folder("2008-05-14 Talk no.5", 3),
            "2008-05-14 Talk no.5 (3)",
            "no extension there"
        );
        let long = folder_name(None, &"x".repeat(300));
        assert_eq!(long.len(), 119);
        assert_eq!(numbered_folder(&long, 12).len(), 120, "the number takes its room from the name");
    }

    fn check_safe(name: &str, limit: usize) -> Result<(), TestCaseError> {
        prop_assert!(!name.is_empty() && name.len() <= limit, "{name:?} has a length that fits");
        prop_assert!(!name.contains(['/', '\\', ':', '|', '"', '<', '>', '?', '*', '\0']), "{name:?}");
        prop_assert!(!name.chars().any(char::is_control), "{name:?} holds nothing that breaks a line");
        prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']), "{name:?} has plain ends");
        prop_assert!(!is_reserved(name), "{name:?} is no device");
        prop_assert_eq!(crate::paths::check(&format!("data/{name}")), Ok(()));
        Ok(())
    }

    proptest! {
        #[test]
        fn names_are_safe(
            title in "\\PC*|[./\\\\:% \\n\u{2028}\\x00-\\x1f]{0,9}|(?i)(con|com1|nul|aux)[. ]{0,3}[a-z]{0,3}"
        ) {
            check_safe(&folder_name(None, &title), FOLDER_BYTES)?;
            check_safe(&folder_name(Some("2008-05"), &title), FOLDER_BYTES)?;
            let name = payload_name(&title);
            check_safe(&name, PAYLOAD_BYTES)?;
            prop_assert!(!name.contains('%'), "{name:?} has one form in every manifest");
            prop_assert_eq!(payload_name(&name), name.clone(), "a name once made is kept");
            check_safe(&numbered_payload(&name, 1234), PAYLOAD_BYTES)?;
            check_safe(&numbered_folder(&folder_name(None, &title), 1234), FOLDER_BYTES)?;
        }
    }
}
