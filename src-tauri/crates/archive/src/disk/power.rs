//! A disk whose power fails after any step, and what an archive looks like then.
//!
//! What is asked of the disk is recorded and done again on a model of one, which tells what was forced to the disk from
//! what was not. A file's bytes are forced by syncing the file, its name by syncing the folder. When the power fails,
//! what was not forced is there, or gone, or half there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Step;

mod tests;

thread_local! {
    static RECORD: RefCell<Option<Vec<Step>>> = const { RefCell::new(None) };
}

pub(crate) fn record(step: Step) {
    RECORD.with_borrow_mut(|record| record.iter_mut().for_each(|steps| steps.push(step.clone())));
}

/// What some work asked of the disk.
fn recorded(work: impl FnOnce()) -> Vec<Step> {
    RECORD.set(Some(Vec::new()));
    work();
    RECORD.take().unwrap_or_default()
}

/// What becomes of that which was not forced to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// Nothing is lost: the program was killed, the machine goes on.
    Nothing,
    /// All of it is lost.
    All,
    /// Names are there, but the bytes of the files are not.
    Bytes,
    /// Names are there, and half of the bytes.
    HalfOfTheBytes,
    /// The bytes are there, but no names for them.
    Names,
}

impl Loss {
    const EACH: [Self; 5] = [Self::Nothing, Self::All, Self::Bytes, Self::HalfOfTheBytes, Self::Names];

    const fn keeps_names(self) -> bool {
        matches!(self, Self::Nothing | Self::Bytes | Self::HalfOfTheBytes)
    }

    fn bytes<'a>(self, now: &'a [u8], forced: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Nothing | Self::Names => now,
            Self::All | Self::Bytes => forced,
            Self::HalfOfTheBytes if now == forced => now,
            Self::HalfOfTheBytes => &now[..now.len() / 2],
        }
    }
}

type Names = BTreeMap<String, usize>;

#[derive(Clone)]
enum Node {
    File { now: Vec<u8>, forced: Vec<u8> },
    Folder { now: Names, forced: Names },
}

/// A model of a disk. Node 0 is the folder that it begins with.
#[derive(Clone)]
struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
}

impl Disk {
    /// A folder as it is, all of it forced.
    fn of(root: &Path) -> Self {
        let mut disk = Self { root: root.to_path_buf(), nodes: Vec::new() };
        disk.take(root);
        disk
    }

    fn take(&mut self, path: &Path) -> usize {
        let number = self.nodes.len();
        if path.is_dir() {
            self.nodes.push(Node::Folder { now: Names::new(), forced: Names::new() });
            let mut names = Names::new();
            for item in fs::read_dir(path).unwrap().map(Result::unwrap) {
                names.insert(item.file_name().into_string().unwrap(), self.take(&item.path()));
            }
            self.nodes[number] = Node::Folder { now: names.clone(), forced: names };
        } else {
            let bytes = fs::read(path).unwrap();
            self.nodes.push(Node::File { now: bytes.clone(), forced: bytes });
        }
        number
    }

    fn names(&mut self, folder: usize) -> &mut Names {
        match &mut self.nodes[folder] {
            Node::Folder { now, .. } => now,
            Node::File { .. } => panic!("it is a folder"),
        }
    }

    fn node(&mut self, path: &Path) -> usize {
        let inside = path.strip_prefix(&self.root).expect("nothing else is written to").to_path_buf();
        let parts = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.fold(0, |folder, name| self.names(folder)[&name])
    }

    /// The folder that a path lies in, and its name there.
    fn place(&mut self, path: &Path) -> (usize, String) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (self.node(path.parent().unwrap()), name)
    }

    fn put(&mut self, path: &Path, node: usize) {
        let (folder, name) = self.place(path);
        self.names(folder).insert(name, node);
    }

    fn new_node(&mut self, path: &Path, node: Node) {
        self.nodes.push(node);
        self.put(path, self.nodes.len() - 1);
    }

    fn remove(&mut self, path: &Path) -> usize {
        let (folder, name) = self.place(path);
        self.names(folder).remove(&name).expect("what is removed was there")
    }

    fn apply(&mut self, step: &Step) {
        match step {
            Step::MakeFolder(path) => {
                self.new_node(path, Node::Folder { now: Names::new(), forced: Names::new() });
            }
            Step::Create(path) => self.new_node(path, Node::File { now: Vec::new(), forced: Vec::new() }),
            Step::Write(path, bytes) => {
                let node = self.node(path);
                if let Node::File { now, .. } = &mut self.nodes[node] {
                    now.extend(bytes);
                }
            }
            Step::Sync(path) => {
                let node = self.node(path);
                match &mut self.nodes[node] {
                    Node::File { now, forced } => forced.clone_from(now),
                    Node::Folder { now, forced } => forced.clone_from(now),
                }
            }
            Step::Rename(from, to) => {
                let node = self.remove(from);
                self.put(to, node);
            }
            Step::Remove(path) => drop(self.remove(path)),
        }
    }

    /// Writes out what there is when the power comes back.
    fn write_out(&self, node: usize, to: &Path, loss: Loss) {
        match &self.nodes[node] {
            Node::File { now, forced } => fs::write(to, loss.bytes(now, forced)).unwrap(),
            Node::Folder { now, forced } => {
                fs::create_dir_all(to).unwrap();
                for (name, node) in if loss.keeps_names() { now } else { forced } {
                    self.write_out(*node, &to.join(name), loss);
                }
            }
        }
    }
}
