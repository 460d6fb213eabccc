//! The rules of the IIIF Presentation API 3.0 that a manifest of sound must keep, as its specification words them, and tests
//! that ours does.

use std::collections::BTreeSet;

use causerie_model::Kind;
use serde_json::{Value, json};

use crate::testing::{document, placed, said, wrote};
use crate::{Document, ExportError, Format, Options, write};

fn options() -> Options {
    Options {
        base: Some("https://example.org/s/".into()),
        rights: Some("http://creativecommons.org/licenses/by/4.0/".into()),
        ..Options::default()
    }
}

fn manifest(document: &Document, options: &Options) -> Value {
    serde_json::from_str(&write(document, Format::Iiif, options).unwrap()).unwrap()
}

fn sample() -> Document {
    let mut document = document([
        placed("l1.0", 0, Kind::Marker, "", "Boats\nold ones"),
        said("l1.1", 1_000, "Ben", "Welcome"),
        wrote("l1.2", 2_500, "Ana", "<b>hi</b>"),
        placed("l1.3", 30_000, Kind::Marker, "", "Bridges"),
        wrote("l1.4", 45_000, "Ana", "over"),
        wrote("l1.5", 60_000, "Ana", "at the very end"),
        wrote("l1.6", 70_000, "Ana", "late"),
    ]);
    document.session.series = Some("<i>Harbour</i>".into());
    document.session.started_at = Some("2008-05-14T10:00:00-07:00".into());
    document
}

/// Section 3 and 5: what each kind of resource must have.
fn check(value: &Value, ids: &mut BTreeSet<String>) {
    let Some(kind) = value["type"].as_str() else { panic!("every resource must have a type: {value}") };
    if kind != "TextualBody" && kind != "Person" {
        let id = value["id"].as_str().unwrap_or_else(|| panic!("{kind} must have an id"));
        assert!(id.starts_with("https://example.org/s/"), "an id is an HTTP(S) address: {id}");
        assert!(ids.insert(id.to_owned()), "an id names one thing: {id}");
    }
    let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    for name in ["label", "summary"] {
        if let Some(languages) = value.get(name) {
            check_language_map(languages);
        }
    }
    match kind {
        "Manifest" => {
            assert_eq!(value["@context"], "http://iiif.io/api/presentation/3/context.json");
            assert!(
                value.get("label").is_some() && !list("items").is_empty(),
                "a manifest has a label and canvases"
            );
            for pair in list("metadata") {
                check_language_map(&pair["label"]);
                check_language_map(&pair["value"]);
            }
            assert!(list("items").iter().all(|item| item["type"] == "Canvas"));
            assert!(list("structures").iter().all(|item| item["type"] == "Range"));
        }
        "Canvas" => {
            assert!(
                !value["id"].as_str().unwrap().contains('#'),
                "a canvas has its own address without a fragment"
            );
            assert!(value["duration"].as_f64().is_some_and(|seconds| seconds > 0.0));
            assert!(
                list("items").iter().chain(&list("annotations")).all(|page| page["type"] == "AnnotationPage")
            );
            for annotation in list("items").iter().flat_map(|page| page["items"].as_array().unwrap()) {
                assert_eq!(annotation["motivation"], "painting", "what is in items is painted");
                assert_eq!(annotation["target"], value["id"], "on this canvas");
            }
            for annotation in list("annotations").iter().flat_map(|page| page["items"].as_array().unwrap()) {
                assert_ne!(annotation["motivation"], "painting", "annotations are never painted");
                check_target(annotation["target"].as_str().unwrap(), value);
            }
        }
        "AnnotationPage" => assert!(list("items").iter().all(|item| item["type"] == "Annotation")),
        "Annotation" => assert!(value["motivation"].is_string() && value["target"].is_string()),
        "Sound" => assert!(value["format"].is_string() && value["duration"].is_number()),
        "Range" => {
            assert!(!list("items").is_empty(), "a range holds something");
            for canvas in list("items").iter().filter(|item| item["type"] == "Canvas") {
                assert!(canvas["id"].as_str().unwrap().contains("#t="), "a part of a canvas: {canvas}");
            }
        }
        "TextualBody" => assert!(value["value"].is_string()),
        "Person" => assert!(value["name"].is_string()),
        other => panic!("the specification knows no {other}"),
    }
    for name in ["items", "annotations", "structures"] {
        let parts = list(name).into_iter().filter(|part| !(kind == "Range" && part["type"] == "Canvas"));
        parts.for_each(|part| check(&part, ids));
    }
    ["body", "creator"].iter().filter_map(|name| value.get(*name)).for_each(|part| check(part, ids));
}

/// Section 4.2: languages or `none`, each with a list of strings.
fn check_language_map(map: &Value) {
    let map = map.as_object().unwrap_or_else(|| panic!("a language map is an object: {map}"));
    assert!(!map.is_empty());
    for (language, values) in map {
        assert!(["en", "none"].contains(&language.as_str()));
        assert!(values.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_string)));
    }
}

/// Media Fragments, section 4.2.1: `t=` a start and a later end, within the canvas.
fn check_target(target: &str, canvas: &Value) {
    let (id, times) = target.split_once("#t=").unwrap();
    let (start, end) = times.split_once(',').unwrap();
    let (start, end): (f64, f64) = (start.parse().unwrap(), end.parse().unwrap());
    assert_eq!(id, canvas["id"]);
    assert!(0.0 <= start && start < end && end <= canvas["duration"].as_f64().unwrap(), "{target}");
}

#[test]
fn the_manifest_keeps_the_rules() {
    let manifest = manifest(&sample(), &options());
    let mut ids = BTreeSet::new();
    check(&manifest, &mut ids);
    assert!(
        ids.contains("https://example.org/s/data/two%20%26%20more.ogg"),
        "sound has its address: {ids:?}"
    );
    assert_eq!(manifest["rights"], "http://creativecommons.org/licenses/by/4.0/");
    assert_eq!(
        manifest["metadata"][1]["value"],
        json!({"none": ["<span>&lt;i&gt;Harbour&lt;/i&gt;</span>"]})
    );
}

#[test]
fn each_recording_is_a_canvas_with_what_belongs_to_it() {
    let manifest = manifest(&sample(), &options());
    let targets = |canvas: usize, page: usize| -> Vec<String> {
        let items = manifest["items"][canvas]["annotations"][page]["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["target"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned())
            .collect()
    };
    assert_eq!(manifest["items"].as_array().unwrap().len(), 2);
    assert_eq!(targets(0, 0), ["t=1,2.92"], "said");
    assert_eq!(targets(0, 1), ["t=2.5,4.54"], "written");
    assert_eq!(targets(1, 0), ["t=5,6.74", "t=19.999,20"], "times count from the recording's own start");
    let text = &manifest["items"][0]["annotations"][1]["items"][0];
    assert_eq!(
        (&text["body"]["value"], &text["body"]["format"]),
        (&json!("Ana: <b>hi</b>"), &json!("text/plain"))
    );
    let ranges = manifest["structures"][0]["items"].as_array().unwrap();
    let ranges: Vec<_> = ranges.iter().map(|range| range["items"][0]["id"].as_str().unwrap()).collect();
    assert_eq!(ranges, ["https://example.org/s/canvas/r1#t=0,30", "https://example.org/s/canvas/r1#t=30,40"]);
}

#[test]
fn without_an_address_ids_are_the_uuid_and_without_sound_there_is_no_manifest() {
    let manifest = manifest(&sample(), &Options::default());
    assert_eq!(manifest["id"], "urn:uuid:00000000-0000-0000-0000-000000000007");
    assert_eq!(
        manifest["items"][0]["items"][0]["items"][0]["body"]["id"],
        format!("{}/data/one.mp3", manifest["id"].as_str().unwrap())
    );
    let mut silent = sample();
    silent.recordings.clear();
    let failed = write(&silent, Format::Iiif, &options());
    assert!(matches!(failed, Err(ExportError::NoRecording)), "a manifest must have a canvas");
}
