//! What people noted is found by its words, however it came into the archive.

use anyhow::Result;
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags};

#[test]
fn a_note_is_found_changed_and_gone() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 5_000, &[1_000, 2_000])?;
    desk.json(["add".as_ref(), talk.as_os_str()])?;
    let found = |word: &str| desk.json(["search", word]);
    assert_eq!(found("heron")?["total"], 0);

    let notes = bags(&desk.archive())?[0].join("notes");
    std::fs::create_dir_all(&notes)?;
    let note = |words: &str| {
        format!(
            r#"{{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:6f7c2f0e-7a35-4d0c-9a53-0d8f4f6d7a11","type":"Annotation","motivation":"bookmarking",
            "created":"2024-05-01T10:00:00Z","body":[{{"type":"TextualBody","purpose":"commenting","value":"{words}"}}],
            "target":{{"source":"urn:uuid:0","selector":{{"type":"FragmentSelector","conformsTo":"http://www.w3.org/TR/media-frags/","value":"t=1.5"}}}}}}"#
        )
    };
    // As it comes from another desk, by a file server.
    let file = notes.join("6f7c2f0e-7a35-4d0c-9a53-0d8f4f6d7a11.json");
    std::fs::write(&file, note("the heron is mentioned"))?;
    let answer = found("herons")?;
    assert_eq!(answer["total"], 1, "{answer}");
    assert_eq!(answer["hits"][0]["at_ms"], 1_500);
    assert_eq!(answer["hits"][0]["note"], "6f7c2f0e-7a35-4d0c-9a53-0d8f4f6d7a11");

    let beside = notes.join("part");
    std::fs::write(&beside, note("an egret, after all"))?;
    std::fs::rename(beside, &file)?;
    assert_eq!(
        (found("heron")?["total"].clone(), found("egret kind:note")?["total"].clone()),
        (0.into(), 1.into())
    );
    std::fs::remove_file(&file)?;
    assert_eq!(found("egret")?["total"], 0);
    Ok(())
}
