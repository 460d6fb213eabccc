//! Paths within a session: relative, with `/` between names, and never leading out of it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::ArchiveError;

/// A path as a message shows it: one line, without control characters.
pub(crate) fn shown(path: &Path) -> Cow<'_, str> {
    match path.to_string_lossy() {
        text if text.contains(char::is_control) => Cow::Owned(text.escape_debug().to_string()),
        text => text,
    }
}

/// Why a path is refused, if it is: it must stay inside the folder on every platform. RFC 8493 section 5.1 asks
/// for this care with `..`, absolute paths, `~` and drive letters.
pub(crate) fn check(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("it is empty");
    }
    if path.contains(['\\', '\0']) {
        return Err("it holds a backslash or a NUL");
    }
    if path.starts_with(['/', '~']) || path.as_bytes().get(1) == Some(&b':') {
        return Err("it starts outside of the folder");
    }
    if path.split('/').any(|name| matches!(name, "" | "." | "..")) {
        return Err("it holds an empty name, . or ..");
    }
    Ok(())
}

/// The same for a file of the payload.
pub(crate) fn check_payload(path: &str) -> Result<(), ArchiveError> {
    check(path)
        .and_then(|()| path.strip_prefix("data/").map(drop).ok_or("it does not lie under data/"))
        .map_err(|reason| ArchiveError::BadPath { path: path.to_owned(), reason })
}

/// Joins a checked path to a folder, refusing to pass through a symbolic link.
pub(crate) fn inside(folder: &Path, path: &str) -> Result<PathBuf, ArchiveError> {
    let mut file = folder.to_path_buf();
    for name in path.split('/') {
        file.push(name);
        if std::fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_symlink()) {
            return Err(ArchiveError::BadPath {
                path: path.to_owned(),
                reason: "it passes through a symbolic link",
            });
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside() {
        for path in ["data/talk.mp3", "data/a b/ü%20.txt", "data/..hidden", "data/a:b"] {
            assert_eq!(check(path), Ok(()), "{path} leads nowhere else");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "data/../../x",
            "data//x",
            "data/./x",
            "data/",
            "~/x",
            "C:/x",
            "C:x",
            "data\\..\\x",
            "data/x\0",
        ] {
            assert!(check(path).is_err(), "{path:?} may lead out of the folder");
        }
        assert!(check_payload("session.json").is_err(), "what people write is no payload");
    }

    #[test]
    fn control_characters_are_escaped_when_shown() {
        assert_eq!(shown(Path::new("a\u{1b}[2Jb")), "a\\u{1b}[2Jb");
        assert_eq!(shown(Path::new("É b")), "É b");
    }
}
