//! Files packed into one, as a ZIP. They are unpacked in memory, one by one as they are asked for, within limits: nothing
//! is written anywhere, so no name can lead out of a folder.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::format::Warnings;
use crate::{LIMIT, encoding};

/// More files than this are no log.
const MOST_FILES: usize = 20_000;
/// All that is unpacked of one file together, in bytes.
const MOST_BYTES: u64 = 4 * LIMIT;
/// Text packs to a tenth or so; a file that unpacks to more than this many times its size is made to do harm.
const MOST_RATIO: u64 = 200;
/// What unpacks to no more than this does no harm at any ratio.
const HARMLESS: u64 = 1024 * 1024;

/// Packed files, by their names.
pub(crate) struct Packed<'a> {
    names: Vec<String>,
    /// The ZIP, and how many bytes may still be unpacked of it.
    zip: RefCell<(ZipArchive<Cursor<&'a [u8]>>, u64)>,
}

/// Whether the bytes begin as a ZIP does.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

impl<'a> Packed<'a> {
    /// Reads the directory of a ZIP.
    ///
    /// # Errors
    /// Says what is wrong, as the end of a sentence that begins with the file's name.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("is no ZIP that can be read: {e}"))?;
        if zip.len() > MOST_FILES {
            return Err(format!("holds {} files, and {MOST_FILES} is the most", zip.len()));
        }
        let names = zip.file_names().flatten().map(Cow::into_owned).collect();
        Ok(Self { names, zip: RefCell::new((zip, MOST_BYTES)) })
    }

    /// The names of the files, with `/` between folders, in the order of the ZIP.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Says what is wrong, as the end of a sentence that begins with the file's name.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let broken = |e: &dyn std::fmt::Display| format!("can't be unpacked: {e}");
        let (zip, left) = &mut *self.zip.borrow_mut();
        let mut file = zip.by_name(name).map_err(|e| broken(&e))?;
        let most = LIMIT.min(*left).min(HARMLESS.max(file.compressed_size().saturating_mul(MOST_RATIO)));
        let mut bytes = Vec::new();
        file.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|e| broken(&e))?;
        let size = bytes.len() as u64;
        if size > most {
            return Err(format!("unpacks to more than {most} bytes, which no log does"));
        }
        *left -= size;
        Ok(bytes)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// As [`Packed::read`], and if it is empty or no text.
    pub(crate) fn text(&self, name: &str) -> Result<(String, Warnings), String> {
        let bytes = self.read(name)?;
        match encoding::decode(name, &bytes) {
            Ok(decoded) => Ok((decoded.text.into_owned(), decoded.warnings)),
            Err(_) => Err("is no text".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn files_are_unpacked_by_name() {
        let bytes = zip(&[("a/chat.txt", b"Hi"), ("../../etc/b", b"Ho")]);
        let packed = Packed::open(&bytes).unwrap();
        assert_eq!(packed.names(), ["a/chat.txt", "../../etc/b"]);
        assert_eq!(packed.read("a/chat.txt").unwrap(), b"Hi");
        assert_eq!(packed.read("../../etc/b").unwrap(), b"Ho", "a name is only a name");
        assert!(packed.read("c").is_err());
        assert_eq!(packed.text("a/chat.txt").unwrap().0, "Hi");
    }

    #[test]
    fn what_unpacks_without_end_is_refused() {
        let bytes = zip(&[("bomb", &vec![0; 8 * 1024 * 1024])]);
        let packed = Packed::open(&bytes).unwrap();
        assert!(packed.read("bomb").unwrap_err().contains("unpacks to more than"));
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let whole = zip(&[("a", b"some words that are packed")]);
        assert!(is_zip(&whole));
        assert!(Packed::open(&whole[..whole.len() / 2]).is_err(), "the directory is at the end");
    }
}
