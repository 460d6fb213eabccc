//! An archive checked to the byte, on every core, beside `sha256sum` reading the same files on every core; all of it is
//! in memory, so that the work is compared and not the disk.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use causerie_archive::{Archive, Source};
use causerie_model::{Session, SessionId};
use serde_json::json;
use uuid::Uuid;

const ROUNDS: usize = 5;
const MIB: usize = 1 << 20;
/// What is in each archive: how many sessions of recordings of how many bytes.
const SHAPES: [(&str, &[(usize, usize)]); 3] = [
    ("40 sessions of 20 MiB", &[(40, 20 * MIB)]),
    ("1000 sessions of 200 KiB", &[(1000, 200 << 10)]),
    ("a long one among short ones", &[(30, 10 * MIB), (1, 300 * MIB), (30, 10 * MIB)]),
];

fn main() -> Result<()> {
    let cores = std::thread::available_parallelism()?;
    println!("fixity on {cores} cores");
    for (name, shape) in SHAPES {
        let home = tempfile::tempdir()?;
        let archive = filled(&home.path().join("archive"), shape)?;
        let folders: Vec<String> = archive.scan()?.into_iter().map(|found| found.folder).collect();
        let bytes = archive.bytes_of(&folders);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..=ROUNDS {
            ours.push(timed(|| verify(&archive, &folders))?);
            theirs.push(timed(|| sha256sum(archive.root(), cores.get()))?);
        }
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        println!(
            "fixity of {name}: {ours:.2?}, {:.2} GB/s; sha256sum on {cores} cores {theirs:.2?}; ratio {:.2}",
            bytes as f64 / ours.as_secs_f64() / 1e9,
            ours.as_secs_f64() / theirs.as_secs_f64()
        );
    }
    Ok(())
}

fn verify(archive: &Archive, folders: &[String]) -> Result<()> {
    archive.verify_each(folders, &|_, _| (), &AtomicBool::new(false), &|folder, fixity| {
        assert!(fixity.is_ok_and(|fixity| fixity.bad.is_empty()), "{folder} is whole");
    })?;
    Ok(())
}

fn sha256sum(root: &Path, cores: usize) -> Result<()> {
    let script = "find \"$0\" -path '*/data/*' -type f -print0 | xargs -0 -n 8 -P \"$1\" sha256sum";
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(root).arg(cores.to_string()).stdout(Stdio::null());
    ensure!(command.status()?.success(), "{command:?}");
    Ok(())
}

fn filled(root: &Path, shape: &[(usize, usize)]) -> Result<Archive> {
    let archive = Archive::create(root, Uuid::new_v4(), "Bench")?;
    let sound = root.with_file_name("sound");
    for &(sessions, bytes) in shape {
        std::fs::write(&sound, vec![7; bytes])?;
        for n in 0..sessions {
            let id = SessionId::new(Uuid::new_v4());
            let session: Session = serde_json::from_value(
                json!({ "id": id, "title": format!("Talk {n}"), "recordings": [], "logs": [] }),
            )?;
            let sources = [Source { from: sound.clone(), to: "data/talk.mp3".into() }];
            let today = "2026-03-01".parse()?;
            archive.create_session(&session, &sources, today, &|_| (), &AtomicBool::new(false))?;
        }
    }
    Ok(archive)
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
