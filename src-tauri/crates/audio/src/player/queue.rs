//! What a sound server holds ahead of what is heard, and how it is thrown away.
//!
//! A long queue keeps the sound whole while the machine is busy with other things. It must not keep who seeks waiting:
//! then nothing more is let in, the server is told to forget it, and the sound that is wanted fills it anew.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::Thread;

/// A queue of a device that was opened.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Frames that it holds; 0 if that is so little that it need not be emptied.
    pub(crate) depth: u64,
    /// What empties it.
    pub(crate) by: Option<Thread>,
}

/// Shared by the player's threads, the thread that empties the queue, and the callback that fills it.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    depth: AtomicU64,
    asked: AtomicU64,
    emptied: AtomicU64,
    by: Mutex<Option<Thread>>,
}

impl Queue {
    /// This is the device's from now on.
    pub(crate) fn open(&self, Kept { depth, by }: Kept) {
        *self.by.lock().unwrap_or_else(PoisonError::into_inner) = by;
        self.depth.store(depth, Ordering::Release);
    }

    /// Frames that it holds.
    pub(crate) fn depth(&self) -> u64 {
        self.depth.load(Ordering::Acquire)
    }

    /// Makes room for what `change` lets sound: nothing is let in from before `change` until the queue is empty.
    pub(crate) fn empty_for(&self, change: impl FnOnce()) {
        if self.depth() == 0 {
            return change();
        }
        self.asked.fetch_add(1, Ordering::AcqRel);
        change();
        if let Some(thread) = &*self.by.lock().unwrap_or_else(PoisonError::into_inner) {
            thread.unpark();
        }
    }

    /// Whether it waits to be emptied: the number of that time, if so.
    pub(crate) fn waits(&self) -> Option<u64> {
        let asked = self.asked.load(Ordering::Acquire);
        (asked != self.turn()).then_some(asked)
    }

    /// It was emptied for the `asked`th time, and may be filled.
    pub(crate) fn emptied(&self, asked: u64) {
        self.emptied.store(asked, Ordering::Release);
    }

    /// Counts how often it was emptied.
    pub(crate) fn turn(&self) -> u64 {
        self.emptied.load(Ordering::Acquire)
    }
}
