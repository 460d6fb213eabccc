//! Notes as W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>), whose moment is a Media Fragment
//! (<https://www.w3.org/TR/media-frags/>, section 4.2.1: normal play time in seconds).

use causerie_model::{SessionId, TimeMs};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// A moment to come back to.
    Bookmark,
    /// A stretch to be cut out.
    Clip,
    /// A stretch that nobody is to hear or read.
    Redaction {
        /// Whether a tone is heard in its place rather than nothing.
        tone: bool,
    },
}

impl NoteKind {
    const fn motivation(self) -> &'static str {
        match self {
            Self::Bookmark => "bookmarking",
            Self::Clip => "highlighting",
            Self::Redaction { .. } => "moderating",
        }
    }

    fn of(annotation: &Map<String, Value>) -> Option<Self> {
        let tone = bodies(annotation).filter_map(sound).any(|sound| sound == TONE);
        let motivation = annotation.get("motivation")?;
        let kinds = [Self::Bookmark, Self::Clip, Self::Redaction { tone }];
        kinds.into_iter().find(|kind| motivation == kind.motivation())
    }

    /// What is heard in the place of a redaction.
    const fn sound(self) -> Option<&'static str> {
        match self {
            Self::Bookmark | Self::Clip => None,
            Self::Redaction { tone: false } => Some(SILENCE),
            Self::Redaction { tone: true } => Some(TONE),
        }
    }
}

/// What a person noted about a moment of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Who it is; also the name of its file.
    pub id: Uuid,
    /// What it is.
    pub kind: NoteKind,
    /// Where it starts on the session's timeline, at or after its zero.
    pub from: TimeMs,
    /// Where it ends, after its start; a bookmark may have no end.
    pub to: Option<TimeMs>,
    /// What it is called; may be empty.
    pub title: String,
    /// What was noted; of a redaction, why; may be empty.
    pub text: String,
    /// When, as RFC 3339.
    pub created: String,
    /// Tags, in the order given.
    pub tags: Vec<String>,
    /// Where it stands among the session's notes, if somebody put it there: on the scale on which the others stand at
    /// their moments, in milliseconds.
    pub position: Option<f64>,
    /// The annotation as it was read; what this version does not know in it is kept when it is rewritten. Empty
    /// for a new note.
    pub unknown: Map<String, Value>,
}

/// Purposes of the bodies that this version writes.
const TITLE: &str = "identifying";
const TEXT: &str = "commenting";
const TAG: &str = "tagging";
const SOUND: &str = "moderating";
/// What the body with that purpose says.
const SILENCE: &str = "silence";
const TONE: &str = "tone";
/// The annotation's property for its position. As it has a prefix, it is no word of the annotation model.
const POSITION: &str = "causerie:position";

impl Note {
    /// Why the note can't be written as a media fragment, if it can't.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.from < TimeMs::ZERO {
            return Err("it starts before the recording");
        }
        match (self.kind, self.to) {
            (_, Some(to)) if to <= self.from => Err("it does not end after its start"),
            (NoteKind::Clip, None) => Err("a clip needs an end"),
            (NoteKind::Redaction { .. }, None) => Err("a redaction needs an end"),
            (NoteKind::Clip | NoteKind::Bookmark | NoteKind::Redaction { .. }, Some(_))
            | (NoteKind::Bookmark, None) => Ok(()),
        }
    }

    /// The note as an annotation of a session.
    pub(crate) fn to_annotation(&self, session: SessionId) -> Value {
        let mut annotation = self.unknown.clone();
        let mut set = |key: &str, value: Value| drop(annotation.insert(key.into(), value));
        set("@context", json!("http://www.w3.org/ns/anno.jsonld"));
        set("id", json!(format!("urn:uuid:{}", self.id)));
        set("type", json!("Annotation"));
        set("motivation", json!(self.kind.motivation()));
        set("created", json!(self.created));
        set("body", Value::Array(self.bodies()));
        set("target", self.target(session));
        match self.position {
            Some(position) => set(POSITION, json!(position)),
            None => drop(annotation.remove(POSITION)),
        }
        Value::Object(annotation)
    }

    fn bodies(&self) -> Vec<Value> {
        let is_said = |body: &&Value| known(body).is_some() || self.kind.sound().and(sound(body)).is_some();
        let kept = bodies(&self.unknown).filter(|body| !is_said(body)).cloned();
        let own = |purpose, value: &str| body(&self.unknown, purpose, value);
        let texts =
            [(TITLE, &self.title), (TEXT, &self.text)].into_iter().filter(|(_, text)| !text.is_empty());
        let tags = self.tags.iter().map(|tag| (TAG, tag));
        let sound = self.kind.sound().map(|sound| own(SOUND, sound));
        sound
            .into_iter()
            .chain(texts.chain(tags).map(|(purpose, text)| own(purpose, text)))
            .chain(kept)
            .collect()
    }

    fn target(&self, session: SessionId) -> Value {
        let old = self.unknown.get("target").and_then(Value::as_object);
        let mut target = old.cloned().unwrap_or_default();
        let selector = target.get("selector").and_then(Value::as_object).cloned();
        let mut selector = selector.filter(|selector| fragment(selector).is_some()).unwrap_or_default();
        selector.insert("type".into(), json!("FragmentSelector"));
        selector.insert("conformsTo".into(), json!("http://www.w3.org/TR/media-frags/"));
        selector.insert("value".into(), json!(write_fragment(self.from, self.to)));
        target.insert("source".into(), json!(format!("urn:uuid:{session}")));
        target.insert("selector".into(), Value::Object(selector));
        Value::Object(target)
    }

    /// Reads an annotation. `None` if it is none that this version knows to show.
    pub(crate) fn from_annotation(id: Uuid, annotation: Map<String, Value>) -> Option<Self> {
        let kind = NoteKind::of(&annotation)?;
        let selector = annotation.get("target")?.get("selector")?.as_object()?;
        let (from, to) = fragment(selector)?;
        let values = |purpose| -> Vec<String> {
            let known = bodies(&annotation).filter_map(known);
            known.filter(|(of, _)| *of == purpose).map(|(_, value)| value.to_owned()).collect()
        };
        let note = Self {
            id,
            kind,
            from,
            to,
            title: values(TITLE).join(" "),
            text: values(TEXT).join("\n\n"),
            created: annotation.get("created").and_then(Value::as_str).unwrap_or_default().to_owned(),
            tags: values(TAG),
            position: annotation.get(POSITION).and_then(Value::as_f64),
            unknown: annotation,
        };
        note.check().is_ok().then_some(note)
    }
}

/// The bodies of an annotation, of which there may be one or several.
fn bodies(annotation: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let body = annotation.get("body");
    let several = body.and_then(Value::as_array).into_iter().flatten();
    several.chain(body.filter(|body| !body.is_array()))
}

/// The purpose and the text of a body that this version knows.
fn known(body: &Value) -> Option<(&'static str, &str)> {
    let purpose = body.get("purpose")?.as_str()?;
    let purpose = [TITLE, TEXT, TAG].into_iter().find(|known| *known == purpose)?;
    Some((purpose, body.get("value")?.as_str()?))
}

/// What a body says is to be heard.
fn sound(body: &Value) -> Option<&str> {
    (body.get("purpose")?.as_str()? == SOUND).then(|| body.get("value")?.as_str())?
}

/// A text body; one that said the same before is kept with all its fields.
fn body(old: &Map<String, Value>, purpose: &'static str, value: &str) -> Value {
    let says = |body: &&Value| {
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        text("purpose") == Some(purpose) && text("value") == Some(value)
    };
    let same = bodies(old).find(says);
    same.cloned().unwrap_or_else(
        || json!({"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}),
    )
}

fn write_fragment(from: TimeMs, to: Option<TimeMs>) -> String {
    let seconds = |time: TimeMs| {
        let text = format!("{}.{:03}", time.get() / 1000, time.get() % 1000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match to {
        Some(to) => format!("t={},{}", seconds(from), seconds(to)),
        None => format!("t={}", seconds(from)),
    }
}

/// The stretch of time that a selector means.
fn fragment(selector: &Map<String, Value>) -> Option<(TimeMs, Option<TimeMs>)> {
    let value = selector.get("value")?.as_str()?;
    let time = value.split('&').find_map(|dimension| dimension.strip_prefix("t="))?;
    let time = time.strip_prefix("npt:").unwrap_or(time);
    let read = |text: &str| -> Option<TimeMs> {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
            .then(|| text.parse().ok())?
    };
    match time.split_once(',') {
        Some(("", to)) => Some((TimeMs::ZERO, Some(read(to)?))),
        Some((from, to)) => Some((read(from)?, Some(read(to)?))),
        None => Some((read(time)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SESSION: SessionId = SessionId::new(Uuid::from_u128(1));

    fn read(annotation: Value) -> Option<Note> {
        let Value::Object(annotation) = annotation else { panic!("an annotation is an object") };
        Note::from_annotation(Uuid::from_u128(7), annotation)
    }

    fn clip() -> Note {
        Note {
            id: Uuid::from_u128(7),
            kind: NoteKind::Clip,
            from: TimeMs::new(12_500),
            to: Some(TimeMs::new(34_000)),
            title: "The turn".into(),
            text: "Here she\nlaughs".into(),
            created: "2026-03-01T10:00:00Z".into(),
            tags: vec!["humour".into(), "turn".into()],
            position: None,
            unknown: Map::new(),
        }
    }

    #[test]
    fn a_clip_is_an_annotation_that_others_can_read() {
        assert_eq!(
            clip().to_annotation(SESSION),
            json!({
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": "urn:uuid:00000000-0000-0000-0000-000000000007",
                "type": "Annotation",
                "motivation": "highlighting",
                "created": "2026-03-01T10:00:00Z",
                "body": [
                    {"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": "The turn"},
                    {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": "Here she\nlaughs"},
                    {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": "humour"},
                    {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": "turn"}
                ],
                "target": {
                    "source": "urn:uuid:00000000-0000-0000-0000-000000000001",
                    "selector": {
                        "type": "FragmentSelector",
                        "conformsTo": "http://www.w3.org/TR/media-frags/",
                        "value": "t=12.5,34"
                    }
                }
            })
        );
    }

    #[test]
    fn what_is_not_known_is_kept() {
        let annotation = json!({
            "motivation": "bookmarking", "created": "x", "creator": {"name": "Ana"},
            "body": [
                {"type": "TextualBody", "purpose": "commenting", "value": "old", "language": "en"},
                {"type": "TextualBody", "purpose": "tagging", "value": "kept", "language": "fr"},
                {"type": "Image", "id": "x.png"}
            ],
            "target": {
                "source": "y",
                "state": {"type": "TimeState"},
                "selector": {"value": "t=npt:0:01:30.25", "refinedBy": {}}
            }
        });
        let mut note = read(annotation).unwrap();
        assert_eq!((note.from, note.to, note.text.as_str()), (TimeMs::new(90_250), None, "old"));
        note.text = "new".into();
        let rewritten = note.to_annotation(SESSION);
        assert_eq!(rewritten["creator"], json!({"name": "Ana"}));
        assert_eq!(rewritten["target"]["state"], json!({"type": "TimeState"}));
        assert_eq!(rewritten["target"]["selector"]["refinedBy"], json!({}));
        let bodies = rewritten["body"].as_array().unwrap();
        assert_eq!(bodies.len(), 3, "{bodies:?}");
        assert_eq!(bodies[0]["value"], "new");
        assert_eq!(bodies[1]["language"], "fr", "a tag that stayed keeps its fields");
        assert_eq!(bodies[2], json!({"type": "Image", "id": "x.png"}));
    }

    #[test]
    fn only_moments_of_the_recording_are_notes() {
        for (value, time) in [
            ("t=10", Some((10_000, None))),
            ("t=,20", Some((0, Some(20_000)))),
            ("track=a&t=1:00,1:00:00", Some((60_000, Some(3_600_000)))),
            ("xywh=1,2,3,4", None),
            ("t=-5", None),
            ("t=20,10", None),
            ("t=smpte:0:00:01", None),
            ("t=90500ms", None),
        ] {
            let note = read(json!({"motivation": "bookmarking", "target": {"selector": {"value": value}}}));
            let found = note.map(|note| (note.from.get(), note.to.map(TimeMs::get)));
            assert_eq!(found, time, "{value}");
        }
        let assessing = json!({"motivation": "assessing", "target": {"selector": {"value": "t=1"}}});
        assert_eq!(read(assessing), None, "a kind of note that came later is left alone");
    }

    #[test]
    fn a_redaction_says_what_is_heard_and_maybe_why() {
        let tone = Note {
            kind: NoteKind::Redaction { tone: true },
            title: String::new(),
            text: "A name".into(),
            tags: Vec::new(),
            ..clip()
        };
        let written = tone.to_annotation(SESSION);
        assert_eq!(written["motivation"], "moderating");
        assert_eq!(
            written["body"],
            json!([
                {"type": "TextualBody", "purpose": "moderating", "format": "text/plain", "value": "tone"},
                {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": "A name"}
            ])
        );
        let mut back = read(written).unwrap();
        assert_eq!(Note { unknown: Map::new(), ..back.clone() }, tone);
        back.kind = NoteKind::Redaction { tone: false };
        let quiet = back.to_annotation(SESSION);
        assert_eq!(
            (quiet["body"].as_array().unwrap().len(), &quiet["body"][0]["value"]),
            (2, &json!("silence"))
        );
        let bare = json!({"motivation": "moderating", "target": {"selector": {"value": "t=1,2"}}});
        assert_eq!(
            read(bare).unwrap().kind,
            NoteKind::Redaction { tone: false },
            "silent where nothing is said"
        );
        let open = json!({"motivation": "moderating", "target": {"selector": {"value": "t=1"}}});
        assert_eq!(read(open), None, "what has no end is no stretch");
    }

    proptest! {
        #[test]
        fn a_note_survives_its_file(
            from in 0..10_000_000_i64,
            length in 1..10_000_000_i64,
            title in "\\PC*",
            text in any::<String>(),
            tags in proptest::collection::vec(".+", 0..3),
            position in proptest::option::of(-1e9..1e9_f64),
        ) {
            let note = Note {
                from: TimeMs::new(from), to: Some(TimeMs::new(from + length)), title, text, tags, position, ..clip()
            };
            let mut back = read(note.to_annotation(SESSION)).unwrap();
            back.unknown = Map::new();
            prop_assert_eq!(back, note);
        }
    }
}
