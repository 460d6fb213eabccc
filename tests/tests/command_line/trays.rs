//! Trays of clips, filled from two desks at once by the command line.

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

fn desk_with_a_session() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 20_000, &[1_000])?;
    let words = desk
        .write("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Dov Lind>Welcome to the reading room.\n")?;
    desk.json(["add".as_ref(), talk.as_os_str(), words.as_os_str()])?;
    Ok(desk)
}

fn titles(tray: &Value) -> Vec<&str> {
    let clips = tray["tray"]["clips"].as_array().map(Vec::as_slice).unwrap_or_default();
    clips.iter().map(|clip| clip["title"].as_str().unwrap_or("gone")).collect()
}

#[test]
fn two_desks_that_fill_one_tray_at_once_lose_nothing() -> Result<()> {
    const EACH: u32 = 5;
    let desk = desk_with_a_session()?;
    desk.json(["tray", "new", "Listening"])?;
    let fill = |name: &str| -> Result<()> {
        for n in 0..EACH {
            let title = format!("{name} {n}");
            let mut add = desk.command()?;
            add.arg("--index-dir").arg(desk.path(name)).args(["tray", "add", "Listening", "Evening"]);
            let output = add.args(["--from", "0:01", "--to", "0:03", "--title", &title]).output()?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let desks = ["north", "south"].map(|name| scope.spawn(move || fill(name)));
        desks
            .into_iter()
            .try_for_each(|desk| desk.join().unwrap_or_else(|_| Err(anyhow::anyhow!("it stopped"))))
    })?;
    let tray = desk.json(["tray", "show", "Listening"])?;
    let titles = titles(&tray);
    for name in ["north", "south"] {
        let own: Vec<&str> = titles.iter().copied().filter(|title| title.starts_with(name)).collect();
        let all: Vec<String> = (0..EACH).map(|n| format!("{name} {n}")).collect();
        assert_eq!(own, all, "of {titles:?}");
    }
    assert_eq!(desk.json(["notes", "Evening"])?["notes"].as_array().map(Vec::len), Some(2 * EACH as usize));
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn clips_are_put_in_order_and_taken_out() -> Result<()> {
    let desk = desk_with_a_session()?;
    let made = desk.json(["tray", "new", "For May"])?;
    let id = made["tray"]["id"].as_str().context("an id")?;
    let add = |title, more: &[&str]| {
        let start = ["tray", "add", "For May", "Evening", "--from", "0:01", "--to", "0:03", "--title", title];
        desk.json([&start, more].concat())
    };
    add("a", &[])?;
    add("b", &["--note", "Why?\nHow?", "--tag", "turn", "--tag", "voice"])?;
    let tray = add("c", &[])?;
    assert_eq!(titles(&tray), ["a", "b", "c"]);
    let clip = &tray["tray"]["clips"][1];
    assert_eq!((&clip["text"], &clip["tags"]), (&json!("Why?\nHow?"), &json!(["turn", "voice"])));
    assert_eq!(
        (&clip["state"], &clip["from_ms"], &clip["to_ms"], &clip["messages"], &clip["session_title"]),
        (&json!("here"), &json!(1_000), &json!(3_000), &json!(1), &json!("Evening"))
    );
    assert_eq!(titles(&desk.json(["tray", "move", id, "3", "1"])?), ["c", "a", "b"]);
    assert_eq!(titles(&desk.json(["tray", "remove", &id[..8], "2"])?), ["c", "b"]);
    let notes = desk.json(["notes", "Evening"])?;
    assert_eq!(notes["notes"].as_array().map(Vec::len), Some(3), "it stays in its session");
    let gone = notes["notes"].as_array().context("notes")?.iter().find(|note| note["title"] == "a");
    let gone = gone.and_then(|note| note["id"].as_str()).context("the clip that was taken out")?;
    let back = desk.json(["tray", "add", id, "Evening", "--clip", &gone[..8]])?;
    assert_eq!(titles(&back), ["c", "b", "a"]);
    assert_eq!(
        titles(&desk.json(["tray", "add", id, "Evening", "--clip", gone])?).len(),
        3,
        "the same clip once"
    );

    let shown = desk.run(["tray", "show", "For May"])?;
    assert!(String::from_utf8(shown.stdout)?.contains("b #turn #voice"), "people read it, too");
    for wrong in [
        vec!["tray", "show", "Nothing"],
        vec!["tray", "move", "For May", "4", "1"],
        vec!["tray", "add", "For May", "Evening", "--clip", "zz"],
        vec!["tray", "add", "For May", "Evening", "--from", "0:21", "--to", "0:22"],
        vec!["tray", "add", "For May", "Evening", "--from", "0:03", "--to", "0:02"],
        vec!["tray", "new", " "],
    ] {
        let refused = desk.run(&wrong)?;
        let said = String::from_utf8(refused.stderr)?;
        assert_eq!((refused.status.code(), said.contains("help: ")), (Some(1), true), "{wrong:?}: {said}");
    }
    std::fs::write(desk.archive().join("trays/half.json"), "{")?;
    let list = desk.command()?.args(["--json", "tray", "list"]).output()?;
    let said = String::from_utf8(list.stderr)?;
    assert_eq!((list.status.code(), said.contains("half.json")), (Some(3), true), "{said}");
    assert_eq!(serde_json::from_slice::<Value>(&list.stdout)?["trays"][0]["clips"], 3);
    desk.json(["tray", "delete", "For May"])?;
    assert!(!desk.archive().join(format!("trays/{id}.json")).exists());
    Ok(())
}
