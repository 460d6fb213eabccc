//! An index in a folder of its own, and sessions to put in it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs of this")]

use causerie_index::{Answer, Entry, Index, Order, Placed, Query};
use causerie_model::{
    Alignment, Kind, Log, LogId, Message, Recording, RecordingId, Session, SessionId, TimeMs,
};
use tempfile::TempDir;
use uuid::Uuid;

pub fn session(n: u128, date: &str, title: &str) -> Session {
    Session {
        id: SessionId::new(Uuid::from_u128(n)),
        title: title.to_owned(),
        date: Some(date.to_owned()),
        started_at: None,
        series: None,
        came_in: None,
        people: Vec::new(),
        recordings: vec![Recording {
            id: RecordingId::nth(1),
            path: "data/talk.mp3".into(),
            duration: TimeMs::new(3_600_000),
            unknown: serde_json::Map::new(),
        }],
        logs: vec![Log {
            id: LogId::nth(1),
            path: "data/chat.txt".into(),
            format: "zoom-cloud".into(),
            recipe: None,
            alignment: Alignment::documented(),
            unknown: serde_json::Map::new(),
        }],
        unknown: serde_json::Map::new(),
    }
}

pub fn placed(seq: u32, author: &str, text: &str) -> Placed {
    let at = TimeMs::new(i64::from(seq) * 1_000);
    let message = Message {
        seq,
        line: seq + 1,
        source: at,
        end: None,
        kind: Kind::Chat,
        author: author.to_owned(),
        to: None,
        text: text.to_owned(),
        reply_to: None,
        reactions: Vec::new(),
        words: None,
    };
    Placed { log: LogId::nth(1), at, off_record: false, message }
}

pub fn chat(lines: &[(&str, &str)]) -> Vec<Placed> {
    lines.iter().zip(0..).map(|((author, text), seq)| placed(seq, author, text)).collect()
}

pub fn entry(session: Session, folder: &str, stamp: &str, placed: &[Placed]) -> Entry {
    Entry {
        session,
        folder: folder.to_owned(),
        stamp: stamp.to_owned(),
        placed: placed.to_vec(),
        withheld: Vec::new(),
        notes: Vec::new(),
    }
}

pub struct Desk {
    pub folder: TempDir,
    pub index: Index,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(&folder.path().join("index.sqlite")).unwrap();
        Self { folder, index }
    }

    pub fn with(lines: &[(&str, &str)]) -> Self {
        let mut desk = Self::new();
        desk.index
            .put(&[entry(session(1, "2008-05-14", "A round table"), "one", "s1", &chat(lines))])
            .unwrap();
        desk
    }

    pub fn ask(&self, text: &str) -> Answer {
        self.index.reader().unwrap().search(&query(text)).unwrap()
    }

    pub fn found(&self, text: &str) -> Vec<String> {
        self.ask(text).hits.into_iter().map(|hit| hit.text).collect()
    }
}

pub fn query(text: &str) -> Query {
    Query { text: text.to_owned(), session: None, limit: 50, counts_all: true, order: Order::Relevance }
}

pub fn timeless(answer: Answer) -> Answer {
    Answer { took: std::time::Duration::ZERO, ..answer }
}
