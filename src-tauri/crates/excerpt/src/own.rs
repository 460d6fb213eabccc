//! What the formats say by themselves, in every file alike.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use causerie_export::{Document, Facts, Format, Link, Log, Options, Placed, Recording};
use causerie_model::{Alignment, Kind, LogId, Message, RecordingId, SessionId, TimeMs};

/// A session without a word, in every format.
static OWN: LazyLock<String> = LazyLock::new(|| {
    let Some(document) = empty() else { return String::new() };
    let up = Link { address: "../index.html".into(), text: String::new() };
    let options = Options { base: Some("https://a/".into()), up: Some(up), ..Options::default() };
    let documents = [excerpt(document.clone()), document];
    let write = |document: &Document| {
        let written = Format::ALL
            .into_iter()
            .filter_map(|format| causerie_export::write(document, format, &options).ok());
        written.collect::<Vec<_>>().join("\n")
    };
    documents.iter().map(write).collect::<Vec<_>>().join("\n")
});

/// A stretch of a session in which a message answers one outside of it, and one that came just before.
fn excerpt(mut document: Document) -> Document {
    for (placed, n) in document.messages.iter_mut().zip(0..) {
        placed.off_record = false;
        placed.at = TimeMs::new(n * 100);
        placed.message.kind = Kind::Chat;
        placed.message.reply_to = Some(u32::from(n == 4));
    }
    let mut excerpt = document.span(TimeMs::new(250), TimeMs::new(1_000));
    excerpt.pull_in(TimeMs::new(200));
    excerpt
}

pub(crate) fn text() -> &'static str {
    &OWN
}

/// A session that says nothing, with a message of each kind.
pub(crate) fn empty() -> Option<Document> {
    let kinds = [Kind::Chat, Kind::Private, Kind::Transcript, Kind::System, Kind::Marker];
    let log = LogId::nth(1);
    let placed = kinds.into_iter().zip(0..).map(|(kind, seq)| Placed {
        id: log.message(seq),
        log: log.clone(),
        at: TimeMs::ZERO,
        off_record: seq == 0,
        message: Message {
            seq,
            line: 1,
            source: TimeMs::ZERO,
            end: None,
            kind,
            author: String::new(),
            to: None,
            text: ".".into(),
            reply_to: None,
            reactions: Vec::new(),
            words: None,
        },
    });
    let placed: Vec<Placed> = placed.collect();
    let id: SessionId = "00000000-0000-0000-0000-000000000000".parse().ok()?;
    Some(Document {
        session: Facts {
            id,
            title: String::new(),
            date: Some("2000-01-01".into()),
            started_at: None,
            series: None,
            folder: String::new(),
            duration: TimeMs::new(1_000),
            people: 0,
        },
        recordings: vec![Recording {
            id: RecordingId::nth(1),
            path: "data/.mp3".into(),
            duration: TimeMs::new(1_000),
        }],
        logs: vec![Log {
            id: log,
            path: "data/.vtt".into(),
            format: "webvtt".into(),
            messages: placed.len() as u64,
            alignment: Alignment::documented(),
        }],
        messages: placed,
        excerpt: None,
        names: BTreeMap::new(),
    })
}
