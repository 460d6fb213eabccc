//! A IIIF manifest, Presentation API 3.0: <https://iiif.io/api/presentation/3.0/>.
//!
//! Each recording is a canvas, since players that lay several on one are rare; they play one after the other. What was said
//! supplements the canvas, what was written comments on it, and chapters are ranges.

use causerie_model::{Kind, TimeMs};
use serde_json::{Map, Value, json};

use crate::cues::{Cue, cues};
use crate::escape::{one_line, xml};
use crate::options::encoded;
use crate::{Document, ExportError, Options, Recording, plain};

/// The manifest, indented.
pub(crate) fn write(document: &Document, options: &Options) -> Result<String, ExportError> {
    let mut text = serde_json::to_string_pretty(&manifest(document, options)?)?;
    text.push('\n');
    Ok(text)
}

fn manifest(document: &Document, options: &Options) -> Result<Value, ExportError> {
    let ids = Ids::new(document, options);
    let cues = cues(document);
    let mut canvases = Vec::with_capacity(document.recordings.len());
    let mut chapters = Vec::new();
    let mut begin = TimeMs::ZERO;
    for recording in document.recordings.iter().filter(|recording| recording.duration > TimeMs::ZERO) {
        let end = begin + recording.duration;
        let is_last = end >= document.session.duration;
        let first = cues.partition_point(|cue| cue.start < begin);
        let until = if is_last { cues.len() } else { cues.partition_point(|cue| cue.start < end) };
        let stretch = Stretch {
            document,
            ids: &ids,
            recording,
            begin,
            end,
            cues: cues.get(first..until).unwrap_or_default(),
        };
        canvases.push(stretch.canvas());
        chapters.extend(stretch.chapters());
        begin = end;
    }
    if canvases.is_empty() {
        return Err(ExportError::NoRecording);
    }
    let session = &document.session;
    let mut manifest = json!({
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": ids.manifest(),
        "type": "Manifest",
        "label": {"none": [one_line(&session.title)]},
        "metadata": metadata(document),
        "summary": {"en": [summary(document)]},
        "behavior": ["auto-advance"],
        "items": canvases,
    });
    let Some(fields) = manifest.as_object_mut() else { return Ok(manifest) };
    if let Some(rights) = &options.rights {
        fields.insert("rights".into(), json!(rights));
    }
    if let Some(at) = session.started_at.as_deref().filter(|at| at.contains('T')) {
        fields.insert("navDate".into(), json!(at));
    }
    if !chapters.is_empty() {
        let range = json!({"id": ids.part("range/chapters"), "type": "Range", "label": {"en": ["Chapters"]}, "items": chapters});
        fields.insert("structures".into(), json!([range]));
    }
    Ok(manifest)
}

fn metadata(document: &Document) -> Vec<Value> {
    let session = &document.session;
    let people = document.people().into_iter().map(one_line).collect();
    let all = [
        ("Date", session.date.iter().map(|date| one_line(date)).collect()),
        ("Series", session.series.iter().map(|series| one_line(series)).collect()),
        ("People", people),
        ("Length", vec![session.duration.to_string()]),
        ("Identifier", vec![format!("urn:uuid:{}", session.id)]),
    ];
    let told = all.into_iter().filter(|(_, values): &(_, Vec<String>)| !values.is_empty());
    told.map(|(label, values)| {
        let values: Vec<String> = values.into_iter().map(no_markup).collect();
        json!({"label": {"en": [label]}, "value": {"none": values}})
    })
    .collect()
}

fn summary(document: &Document) -> String {
    let count =
        |spoken| document.messages.iter().filter(|placed| placed.message.kind.is_spoken() == spoken).count();
    let length = document.session.duration;
    format!(
        "A recorded conversation of {length}, with {} passages said and {} messages written.",
        count(true),
        count(false)
    )
}

/// Values of metadata that begin with `<` and end with `>` are HTML (section 4, "HTML markup in property values").
fn no_markup(text: String) -> String {
    if text.starts_with('<') && text.ends_with('>') { format!("<span>{}</span>", xml(&text)) } else { text }
}

/// What the parts go by.
struct Ids<'a> {
    options: &'a Options,
    uuid: String,
}

impl<'a> Ids<'a> {
    fn new(document: &Document, options: &'a Options) -> Self {
        Self { options, uuid: format!("urn:uuid:{}", document.session.id) }
    }

    fn manifest(&self) -> String {
        self.options.address("manifest.json").unwrap_or_else(|| self.uuid.clone())
    }

    fn part(&self, path: &str) -> String {
        self.options.address(path).unwrap_or_else(|| format!("{}/{}", self.uuid, encoded(path)))
    }
}

/// A recording with what belongs to it.
struct Stretch<'a> {
    document: &'a Document,
    ids: &'a Ids<'a>,
    recording: &'a Recording,
    begin: TimeMs,
    end: TimeMs,
    cues: &'a [Cue<'a>],
}

impl Stretch<'_> {
    fn id(&self, what: &str) -> String {
        self.ids.part(&format!("{what}/{}", self.recording.id))
    }

    fn canvas(&self) -> Value {
        let canvas = self.id("canvas");
        let seconds = self.recording.duration.as_seconds();
        let path = &self.recording.path;
        let sound = self.ids.part(path);
        let mut body = json!({"id": sound, "type": "Sound", "duration": seconds});
        if let (Some(kind), Some(body)) = (self.recording.media_type(), body.as_object_mut()) {
            body.insert("format".into(), json!(kind));
        }
        let painting = json!({"id": self.id("annotation/sound"), "type": "Annotation", "motivation": "painting",
            "body": body, "target": canvas});
        let pages = [
            self.page("transcript", "Transcript", "supplementing", |kind| kind == Kind::Transcript),
            self.page("chat", "Chat", "commenting", |kind| {
                matches!(kind, Kind::Chat | Kind::Private | Kind::System)
            }),
        ];
        let pages: Vec<Value> = pages.into_iter().flatten().collect();
        let mut value = json!({
            "id": canvas,
            "type": "Canvas",
            "label": {"none": [one_line(self.recording.file())]},
            "duration": seconds,
            "items": [{"id": self.id("page/sound"), "type": "AnnotationPage", "items": [painting]}],
        });
        if let Some(fields) = value.as_object_mut().filter(|_| !pages.is_empty()) {
            fields.insert("annotations".into(), json!(pages));
        }
        value
    }

    fn page(&self, name: &str, label: &str, motivation: &str, takes: fn(Kind) -> bool) -> Option<Value> {
        let cues = self.cues.iter().filter(|cue| takes(cue.placed.message.kind));
        let items: Vec<Value> = cues.map(|cue| self.annotation(cue, motivation)).collect();
        let id = self.id(&format!("page/{name}"));
        (!items.is_empty())
            .then(|| json!({"id": id, "type": "AnnotationPage", "label": {"en": [label]}, "items": items}))
    }

    fn annotation(&self, cue: &Cue<'_>, motivation: &str) -> Value {
        let name = one_line(self.document.author(cue.placed));
        let text = &cue.placed.message.text;
        let to = plain::to(self.document, cue.placed);
        let value = if name.is_empty() { text.clone() } else { format!("{name}{to}: {text}") };
        let mut annotation = Map::new();
        annotation.insert("id".into(), json!(self.ids.part(&format!("annotation/{}", cue.placed.id))));
        annotation.insert("type".into(), json!("Annotation"));
        annotation.insert("motivation".into(), json!(motivation));
        if !name.is_empty() {
            annotation.insert("creator".into(), json!({"type": "Person", "name": name}));
        }
        annotation
            .insert("body".into(), json!({"type": "TextualBody", "format": "text/plain", "value": value}));
        annotation.insert("target".into(), json!(self.target(cue.start, cue.end)));
        annotation.into()
    }

    /// A stretch of the canvas, as a Media Fragment in seconds; never empty, and within it.
    fn target(&self, start: TimeMs, end: TimeMs) -> String {
        let end = (end.min(self.end) - self.begin).max(TimeMs::new(1));
        let start = (start - self.begin).min(end - TimeMs::new(1));
        format!("{}#t={},{}", self.id("canvas"), start.as_seconds(), end.as_seconds())
    }

    /// A range for each marker, until the next or the recording's end.
    fn chapters(&self) -> Vec<Value> {
        let markers: Vec<&Cue<'_>> =
            self.cues.iter().filter(|cue| cue.placed.message.kind == Kind::Marker).collect();
        let ends = markers.iter().skip(1).map(|next| next.start).chain([self.end]);
        let range = |(marker, end): (&&Cue<'_>, TimeMs)| {
            let title = marker.placed.message.text.trim().lines().next().unwrap_or_default();
            json!({
                "id": self.ids.part(&format!("range/{}", marker.placed.id)),
                "type": "Range",
                "label": {"none": [title]},
                "items": [{"id": self.target(marker.start, end), "type": "Canvas"}],
            })
        };
        markers.iter().zip(ends).map(range).collect()
    }
}
