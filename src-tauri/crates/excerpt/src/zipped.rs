//! A folder as one ZIP file.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use causerie_archive::ArchiveError;
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::ExcerptError;

/// Endings of files that packing makes no smaller.
const PACKED: [&str; 5] = ["mp3", "m4a", "ogg", "opus", "flac"];

/// Packs all files of a folder, below one folder of the given name, in the order of their names. The time of each is the
/// earliest that a ZIP can tell, so that the same files make the same ZIP.
///
/// # Errors
/// If a file can't be read or the ZIP not be written, or the work was cancelled.
pub fn zip(
    folder: &Path,
    name: &str,
    out: &mut (impl Write + Seek),
    cancel: &AtomicBool,
) -> Result<(), ExcerptError> {
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 16, out));
    for item in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let item = item.map_err(|error| ExcerptError::io(folder, error.into()))?;
        if !item.file_type().is_file() {
            continue;
        }
        let fail = |error| ExcerptError::io(item.path(), error);
        let inside = item.path().strip_prefix(folder).unwrap_or(item.path()).components();
        let inside: Vec<_> = inside.map(|part| part.as_os_str().to_string_lossy()).collect();
        let ending = item.path().extension().unwrap_or_default().to_string_lossy();
        let is_packed = PACKED.contains(&&*ending);
        let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let size = item.metadata().map_err(|error| fail(error.into()))?.len();
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .large_file(size >= u64::from(u32::MAX));
        zip.start_file(format!("{name}/{}", inside.join("/")), options)
            .map_err(|error| fail(error.into()))?;
        let mut from = File::open(item.path()).map_err(fail)?;
        copy(&mut from, &mut zip, cancel).map_err(fail)?;
        if cancel.load(Ordering::Relaxed) {
            return Err(ArchiveError::Cancelled.into());
        }
    }
    let fail = |error| ExcerptError::io(folder, error);
    zip.finish().map_err(io::Error::from).and_then(|mut out| out.flush()).map_err(fail)
}

fn copy(from: &mut File, to: &mut impl Write, cancel: &AtomicBool) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    while !cancel.load(Ordering::Relaxed) {
        match from.read(&mut buffer)? {
            0 => break,
            read => to.write_all(buffer.get(..read).unwrap_or_default())?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_folder_comes_out_of_its_zip_as_it_went_in() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("clips")).unwrap();
        std::fs::write(folder.path().join("clips/é.mp3"), [7; 100_000]).unwrap();
        std::fs::write(folder.path().join("index.html"), "hello").unwrap();
        let packed = || {
            let mut out = Cursor::new(Vec::new());
            zip(folder.path(), "Workshop", &mut out, &AtomicBool::new(false)).unwrap();
            out.into_inner()
        };
        let bytes = packed();
        assert_eq!(bytes, packed(), "the same files, the same ZIP");
        let mut read = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names: Vec<String> = read.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["Workshop/clips/é.mp3", "Workshop/index.html"]);
        let mut sound = Vec::new();
        read.by_name("Workshop/clips/é.mp3").unwrap().read_to_end(&mut sound).unwrap();
        assert_eq!(sound, [7; 100_000]);
        let stopped = zip(folder.path(), "x", &mut Cursor::new(Vec::new()), &AtomicBool::new(true));
        assert!(matches!(stopped, Err(ExcerptError::Archive(ArchiveError::Cancelled))));
    }
}
