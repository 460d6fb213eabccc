//! Killed at any moment, adding leaves a session whole or absent; an edit is there or not; the index is the old one, the new
//! one or none; and what is exported is the old file or the new.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use causerie_index::{Order, Query, Reader};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};

const TIMES: u32 = 50;

/// Kills a program at shares of the time that it takes, which is learnt anew from each that comes to its end.
struct Killer {
    whole: Duration,
}

impl Killer {
    /// Takes the time of a program that is let be.
    fn watching(command: &mut Command) -> Result<Self> {
        let begun = Instant::now();
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        ensure!(ended.success(), "it ends well where it is let be");
        Ok(Self { whole: begun.elapsed() })
    }

    /// Lets a program run for a share of that time; tells whether it was killed.
    fn kill(&mut self, command: &mut Command, share: f64) -> Result<bool> {
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let begun = Instant::now();
        let until = self.whole.mul_f64(share);
        while begun.elapsed() < until {
            if running.try_wait()?.is_some() {
                self.whole = begun.elapsed();
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        running.kill()?;
        Ok(!running.wait()?.success())
    }
}

#[test]
fn a_session_is_whole_or_absent_whenever_adding_was_killed() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 60_000, &[1_000])?;
    let chat = desk.write("chat.txt", "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n")?;
    let adding = || -> Result<Command> {
        let mut command = desk.command()?;
        command.arg("add").args([&talk, &chat]);
        Ok(command)
    };
    let mut killer = Killer::watching(&mut adding()?)?;
    let mut killed_before_the_end = 0;
    for n in 0..TIMES {
        killed_before_the_end += u32::from(killer.kill(&mut adding()?, f64::from(n) / f64::from(TIMES))?);
    }
    assert!(
        killed_before_the_end > TIMES / 2,
        "most were killed while they were adding: {killed_before_the_end}"
    );

    let bags = bags(&desk.archive())?;
    for bag in &bags {
        validate_bag(bag)?;
    }
    let list = desk.json(["list"])?;
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(bags.len()), "each bag is a session");
    assert_eq!(desk.json(["verify"])?["bad"], serde_json::json!([]), "every byte is as it was given");
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let left: Vec<_> = std::fs::read_dir(desk.archive())?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.starts_with(".adding-"))
        .collect();
    assert_eq!(left, [] as [String; 0], "what was left over is swept");
    println!("killed {killed_before_the_end} of {TIMES} while adding; {} sessions, all whole", bags.len());
    Ok(())
}

#[test]
fn an_edit_is_there_or_not_whenever_it_was_killed() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 2_000, &[1_000])?;
    let added = desk.json(["add".as_ref(), talk.as_os_str()])?;
    let id = added["sessions"][0]["id"].as_str().context("an id")?.to_owned();
    let titles = |n: u32| format!("Title {n}");
    desk.json(["describe", &id, "--title", &titles(0)])?;
    let editing = |title: &str| -> Result<Command> {
        let mut command = desk.command()?;
        command.args(["describe", &id, "--title", title]);
        Ok(command)
    };
    let mut killer = Killer::watching(editing(&titles(0))?.args(["--notes", "first"]))?;
    let bag = bags(&desk.archive())?.remove(0);
    let (mut last, mut killed, mut written) = (0, 0, 0);
    for n in 1..=TIMES {
        killed += u32::from(killer.kill(&mut editing(&titles(n))?, 1.2 * f64::from(n) / f64::from(TIMES))?);
        let file = std::fs::read(bag.join("session.json"))?;
        let session: serde_json::Value = serde_json::from_slice(&file).context("it is never half")?;
        assert!(
            session["title"] == titles(n) || session["title"] == titles(last),
            "the new title or the one before: {session}"
        );
        if session["title"] == titles(n) {
            (last, written) = (n, written + 1);
        }
    }
    assert!(killed > TIMES / 2 && written > 0, "some were killed before, some after: {killed}, {written}");
    validate_bag(&bag)?;
    assert_eq!(desk.json(["verify"])?["bad"], serde_json::json!([]));
    desk.json(["describe", &id, "--title", "At last"])?;
    let left: Vec<_> = std::fs::read_dir(&bag)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".tmp"))
        .collect();
    assert_eq!(left, [] as [String; 0], "what was left over is swept");
    println!("killed {killed} of {TIMES} while editing; {written} were written");
    Ok(())
}

/// A desk with one session, whose chat has so many messages with the word "heron"; and its id.
fn desk_with_a_chat(messages: u32) -> Result<(Desk, String)> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 2_000, &[1_000])?;
    let line =
        |n: u32| format!("{:02}:{:02}:{:02}\tPerson {}:\theron {n}\n", n / 3600, n / 60 % 60, n % 60, n % 7);
    let chat = desk.write("chat.txt", (0..messages).map(line).collect::<String>())?;
    let added = desk.json([
        "add".as_ref(),
        talk.as_os_str(),
        chat.as_os_str(),
        "--title".as_ref(),
        "Title 0".as_ref(),
    ])?;
    let id = added["sessions"][0]["id"].as_str().context("an id")?.to_owned();
    Ok((desk, id))
}

/// Gives the session another title by hand, as another program would.
fn retitle(desk: &Desk, title: &str) -> Result<()> {
    let file = bags(&desk.archive())?.remove(0).join("session.json");
    let mut session: serde_json::Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    session["title"] = title.into();
    Ok(std::fs::write(&file, session.to_string())?)
}

/// The names in a folder that begin and end so.
fn names(folder: &Path, start: &str, end: &str) -> Result<Vec<PathBuf>> {
    let names = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(start) && name.ends_with(end)
    };
    Ok(names.filter(fits).collect())
}

#[test]
fn an_index_is_the_old_one_the_new_one_or_none_whenever_making_it_was_killed() -> Result<()> {
    const MESSAGES: u32 = 4_000;
    let (desk, id) = desk_with_a_chat(MESSAGES)?;
    let path = names(&desk.index(), "", ".sqlite")?.remove(0);
    let mut killer = Killer::watching(desk.command()?.arg("reindex"))?;
    let (mut killed, mut old, mut new, mut none) = (0, 0, 0, 0);
    for n in 1..=TIMES {
        let (before, title) = (format!("Title {}", n - 1), format!("Title {n}"));
        // Every fifth time there is none to begin with.
        if n % 5 == 0 {
            std::fs::remove_file(&path)?;
        }
        retitle(&desk, &title)?;
        let share = 1.2 * f64::from(n * 7 % TIMES) / f64::from(TIMES);
        killed += u32::from(killer.kill(desk.command()?.arg("reindex"), share)?);
        if !path.exists() {
            none += 1;
        } else {
            let reader = Reader::open(&path)?;
            let (sessions, order) = (reader.sessions()?, Order::Relevance);
            assert_eq!(sessions.len(), 1, "never without what was there");
            old += u32::from(sessions[0].session.title == before);
            new += u32::from(sessions[0].session.title == title);
            let query = Query { text: "heron".into(), session: None, limit: 1, counts_all: true, order };
            assert_eq!(reader.search(&query)?.total, u64::from(MESSAGES), "and never half");
        }
        let answer = desk.json(["search", "heron"])?;
        assert_eq!(
            (&answer["total"], &answer["hits"][0]["session_title"]),
            (&MESSAGES.into(), &title.into())
        );
    }
    assert_eq!(old + new + none, TIMES);
    assert!(killed > TIMES / 2 && old > 0 && new > 0, "{killed} killed: {old} old, {new} new, {none} none");
    assert_eq!(names(&desk.index(), "", ".new.sqlite")?, [] as [PathBuf; 0], "what was left over is swept");
    assert_eq!(desk.json(["show", &id])?["session"]["title"], format!("Title {TIMES}"));
    println!("killed {killed} of {TIMES} while indexing: {old} old, {new} new, {none} none");
    Ok(())
}

#[test]
fn what_is_exported_is_the_old_file_or_the_new_whenever_it_was_killed() -> Result<()> {
    let (desk, id) = desk_with_a_chat(2_000)?;
    let out = desk.path("out/talk.html");
    std::fs::create_dir(desk.path("out"))?;
    let export = || -> Result<_> {
        let mut command = desk.command()?;
        command.args(["export", &id, "--to", "html", "--force", "-o"]).arg(&out);
        Ok(command)
    };
    desk.json(["describe", &id, "--title", "Title 0"])?;
    let mut killer = Killer::watching(&mut export()?)?;
    let (mut killed, mut left, mut new) = (0, 0, 0);
    for n in 1..=TIMES {
        let before = std::fs::read(&out)?;
        desk.json(["describe", &id, "--title", &format!("Title {n}")])?;
        killed += u32::from(killer.kill(&mut export()?, 1.5 * f64::from(n) / f64::from(TIMES))?);
        let there = String::from_utf8(std::fs::read(&out)?)?;
        if there.as_bytes() != before {
            assert!(
                there.contains(&format!("Title {n}<")) && there.trim_end().ends_with("</html>"),
                "never half"
            );
            new += 1;
        }
        left = left.max(names(&desk.path("out"), ".causerie-", ".tmp")?.len());
    }
    assert!(killed > TIMES / 4 && new > 0, "some were killed before, some after: {killed}, {new}");
    let long_ago = SystemTime::now() - Duration::from_secs(7_200);
    let leftover = desk.write("out/.causerie-left.tmp", "half a page")?;
    std::fs::File::options().write(true).open(&leftover)?.set_modified(long_ago)?;
    Killer::watching(&mut export()?)?;
    assert!(!leftover.exists(), "what was left over is swept, once nobody can be writing it");
    println!("killed {killed} of {TIMES} while exporting: {new} new, at most {left} hidden files left");
    Ok(())
}
