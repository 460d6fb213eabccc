//! Small sessions for the tests of the writers.

use std::collections::BTreeMap;

use causerie_model::{Alignment, Kind, LogId, Message, MessageId, RecordingId, SessionId, TimeMs};
use uuid::Uuid;

use crate::{Document, Facts, Log, Placed, Recording};

/// A session of a minute in two recordings, with one log `l1` on the timeline's own clock.
pub(crate) fn document(messages: impl IntoIterator<Item = Placed>) -> Document {
    let recording = |n, path: &str, seconds: i64| Recording {
        id: RecordingId::nth(n),
        path: path.to_owned(),
        duration: TimeMs::new(seconds * 1000),
    };
    let messages: Vec<Placed> = messages.into_iter().collect();
    Document {
        session: Facts {
            id: SessionId::new(Uuid::from_u128(7)),
            title: "Boats & <b>bridges</b>".into(),
            date: Some("2008-05-14".into()),
            started_at: None,
            series: Some("Harbour talks".into()),
            folder: "2008-05-14 Boats".into(),
            duration: TimeMs::new(60_000),
            people: 2,
        },
        recordings: vec![recording(1, "data/one.mp3", 40), recording(2, "data/two & more.ogg", 20)],
        logs: vec![Log {
            id: LogId::nth(1),
            path: "data/chat.txt".into(),
            format: "webvtt".into(),
            messages: messages.len() as u64,
            alignment: Alignment::documented(),
        }],
        messages,
        excerpt: None,
        names: BTreeMap::new(),
    }
}

pub(crate) fn said(id: &str, at: i64, author: &str, text: &str) -> Placed {
    placed(id, at, Kind::Transcript, author, text)
}

pub(crate) fn wrote(id: &str, at: i64, author: &str, text: &str) -> Placed {
    placed(id, at, Kind::Chat, author, text)
}

pub(crate) fn placed(id: &str, at: i64, kind: Kind, author: &str, text: &str) -> Placed {
    let id = MessageId::new(id);
    let (log, seq) = id.parts().unwrap();
    let message = Message {
        seq,
        line: seq + 1,
        source: TimeMs::new(at),
        end: None,
        kind,
        author: author.into(),
        to: None,
        text: text.into(),
        reply_to: None,
        reactions: Vec::new(),
        words: None,
    };
    Placed { id, log, at: TimeMs::new(at), off_record: !(0..=60_000).contains(&at), message }
}
