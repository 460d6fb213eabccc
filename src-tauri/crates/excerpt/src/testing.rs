//! Small sessions for tests.

use std::collections::BTreeMap;

use causerie_export::{Document, Facts, Log, Placed, Recording};
use causerie_model::{Alignment, Kind, LogId, Message, MessageId, RecordingId, TimeMs};

use crate::{Clip, ClipSound, Origin, SourceFile};

/// A session of a minute with one log `l1` on the timeline's own clock.
pub(crate) fn document(messages: impl IntoIterator<Item = Placed>) -> Document {
    let messages: Vec<Placed> = messages.into_iter().collect();
    Document {
        session: Facts {
            id: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
            title: "Boats".into(),
            date: Some("2008-05-14".into()),
            started_at: None,
            series: Some("Harbour talks".into()),
            folder: "2008-05-14 Boats".into(),
            duration: TimeMs::new(60_000),
            people: 2,
        },
        recordings: vec![Recording {
            id: RecordingId::nth(1),
            path: "data/one.mp3".into(),
            duration: TimeMs::new(60_000),
        }],
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

/// A clip of a session.
pub(crate) fn clip(whole: &Document, from: i64, to: i64) -> Clip {
    let document = crate::document(whole, TimeMs::new(from), TimeMs::new(to), "The turn", false);
    Clip {
        title: "The turn".into(),
        note: String::new(),
        tags: Vec::new(),
        people: vec!["Ana Ruiz".into()],
        session_duration: whole.session.duration,
        sound: ClipSound { parts: Vec::new(), rate: 48_000, gain: None, redactions: Vec::new() },
        origin: Origin {
            session: whole.session.id,
            recordings: vec![SourceFile { name: "one.mp3".into(), sha256: "0".repeat(64) }],
            logs: Vec::new(),
            redacted_spans: 0,
        },
        document,
    }
}

pub(crate) fn said(id: &str, at: i64, author: &str, text: &str) -> Placed {
    placed(id, at, Kind::Transcript, author, text)
}

pub(crate) fn wrote(id: &str, at: i64, author: &str, text: &str) -> Placed {
    placed(id, at, Kind::Chat, author, text)
}

fn placed(id: &str, at: i64, kind: Kind, author: &str, text: &str) -> Placed {
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
