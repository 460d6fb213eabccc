//! Linux' inotify, which watches folder by folder. No names are kept here of what is watched, for an archive may have tens
//! of thousands of folders: any change will do to look at all of them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};

use super::Tell;
use crate::{Survey, notes};

/// The most folders that are watched. Each takes about a kilobyte of the kernel's memory, and where they are counted, other
/// programs need some too.
const MOST: usize = 32_768;
/// Room for so many bytes of events at once.
const ROOM: usize = 16 * 1024;

/// Hears what changes in some folders.
pub(super) struct Ear {
    root: PathBuf,
    tell: Tell,
    hearing: Option<Hearing>,
}

impl Ear {
    pub(super) fn new(root: &Path, tell: Tell) -> Self {
        Self { root: root.to_path_buf(), tell, hearing: None }
    }

    pub(super) fn keep(&mut self, survey: &Survey) -> io::Result<bool> {
        let wanted: HashSet<u64> = folders(survey).map(|folder| folder.number()).collect();
        if wanted.len() > MOST {
            return Err(io::Error::other(format!("there are more than {MOST} folders")));
        }
        let mut came = false;
        let hearing = match self.hearing.take().filter(|hearing| hearing.is_still_of(&wanted)) {
            Some(hearing) => self.hearing.insert(hearing),
            None => {
                came = true;
                self.hearing.insert(Hearing::of(&self.root, Arc::clone(&self.tell))?)
            }
        };
        for folder in folders(survey) {
            if hearing.folders.contains(&folder.number()) {
                continue;
            }
            came = true;
            match hearing.watches.add(folder.path(&self.root), MASK) {
                Ok(_) => drop(hearing.folders.insert(folder.number())),
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(came)
    }
}

/// What is told of a folder: what comes, goes or changes in it, and what becomes of itself.
const MASK: WatchMask = WatchMask::CREATE
    .union(WatchMask::DELETE)
    .union(WatchMask::MOVE)
    .union(WatchMask::MODIFY)
    .union(WatchMask::CLOSE_WRITE)
    .union(WatchMask::ATTRIB)
    .union(WatchMask::DELETE_SELF)
    .union(WatchMask::MOVE_SELF)
    .union(WatchMask::ONLYDIR)
    .union(WatchMask::EXCL_UNLINK);

/// A folder that is to be watched: one of the survey's, or the notes in it.
#[derive(Hash)]
struct Folder<'s> {
    name: &'s str,
    is_notes: bool,
}

impl Folder<'_> {
    fn number(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    fn path(&self, root: &Path) -> PathBuf {
        let folder = root.join(self.name);
        if self.is_notes { folder.join(notes::FOLDER) } else { folder }
    }
}

fn folders(survey: &Survey) -> impl Iterator<Item = Folder<'_>> {
    let sessions = survey.sessions.iter();
    let with_notes = sessions.clone().filter(|found| found.notes != 0).map(|found| found.folder.as_str());
    let others = survey.others.iter().map(String::as_str).chain(sessions.map(|found| found.folder.as_str()));
    let itself = others.map(|name| Folder { name, is_notes: false });
    itself.chain(with_notes.map(|name| Folder { name, is_notes: true }))
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What listens; a folder that was moved is listened to no longer than the whole.
struct Hearing {
    watches: Watches,
    root: WatchDescriptor,
    /// The numbers of the folders below the root that are watched.
    folders: HashSet<u64>,
    /// Set when a name may stand for another folder now, or for none.
    has_moved: Arc<AtomicBool>,
    has_ended: Arc<AtomicBool>,
}

impl Hearing {
    /// Listens to the root.
    fn of(root: &Path, tell: Tell) -> io::Result<Self> {
        let inotify = Inotify::init()?;
        let mut watches = inotify.watches();
        let root = watches.add(root, MASK)?;
        let (has_moved, has_ended) = (Arc::default(), Arc::default());
        let (moved, ended) = (Arc::clone(&has_moved), Arc::clone(&has_ended));
        std::thread::Builder::new()
            .name("watching".to_owned())
            .spawn(move || listen(inotify, &tell, &moved, &ended))?;
        Ok(Self { watches, root, folders: HashSet::new(), has_moved, has_ended })
    }

    /// Whether all it listens to is wanted, and is what it was.
    fn is_still_of(&self, wanted: &HashSet<u64>) -> bool {
        !self.has_moved.load(Ordering::Acquire) && self.folders.is_subset(wanted)
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::Release);
        // That is an event too, so the thread looks up and sees that it is over.
        let _ = self.watches.remove(self.root.clone());
    }
}

fn listen(mut inotify: Inotify, tell: &Tell, has_moved: &AtomicBool, has_ended: &AtomicBool) {
    let mut room = vec![0; ROOM];
    while let Ok(events) = inotify.read_events_blocking(&mut room) {
        let is_hidden = |name: Option<&OsStr>| name.is_some_and(|name| name.as_bytes().starts_with(b"."));
        let (mut matters, mut moves) = (false, false);
        for event in events.filter(|event| !is_hidden(event.name)) {
            matters = true;
            moves |= is_move(event.mask);
        }
        if has_ended.load(Ordering::Acquire) {
            return;
        }
        if moves {
            has_moved.store(true, Ordering::Release);
        }
        if matters {
            tell();
        }
    }
    // Whoever looks now will listen anew.
    has_moved.store(true, Ordering::Release);
    tell();
}

/// Whether a name may stand for another folder since.
fn is_move(event: EventMask) -> bool {
    let of_itself =
        EventMask::DELETE_SELF | EventMask::MOVE_SELF | EventMask::IGNORED | EventMask::Q_OVERFLOW;
    let of_a_folder_in_it = EventMask::DELETE | EventMask::MOVED_FROM;
    event.intersects(of_itself) || (event.contains(EventMask::ISDIR) && event.intersects(of_a_folder_in_it))
}
