//! What is heard in a session's recordings, found once and kept beside the index.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use causerie_audio::{Analysis, Depth, Peaks, Sound, Stretch};
use causerie_model::{Recording, SessionId};
use serde::{Deserialize, Serialize};

use crate::open::{App, lock};
use crate::{Job, Result, error};

/// Grows whenever a recording would be heard differently, so that what an earlier version kept is found anew.
const VERSION: u32 = 1;

/// What is kept of an analysis beside its finest outline, which is a file of audiowaveform's.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    state: FileState,
    sound: Sound,
}

/// By what a file is known to be the one that was analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct FileState {
    size: u64,
    /// When it was last written, in milliseconds since 1970, where the system tells.
    modified_ms: Option<u64>,
}

impl FileState {
    fn of(path: &Path) -> Result<Self> {
        let meta = std::fs::metadata(path).map_err(|e| error::io("read", path, &e))?;
        let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).ok();
        let age = meta.modified().ok().and_then(since);
        let modified_ms = age.and_then(|age| u64::try_from(age.as_millis()).ok());
        Ok(Self { size: meta.len(), modified_ms })
    }
}

impl App {
    /// What is heard in each recording of a session, in their order; times count from the start of each.
    ///
    /// # Errors
    /// If there is no such session, a recording can't be decoded, or the job was cancelled.
    pub fn sounds(&self, id: SessionId, job: &Job) -> Result<Vec<Sound>> {
        let row = self.row(id)?;
        let sound = |recording| Ok(self.analysis(id, &row.folder, recording, &|_| (), job)?.sound);
        row.session.recordings.iter().map(sound).collect()
    }

    /// What is heard in a recording: as kept, or found now if it was not or if its file changed since. Only in the latter
    /// case each part of the outline is handed out as soon as it is made, and every byte is checked while it is at hand; if
    /// that shows damage, all of the session is checked, so that it is remembered what is damaged.
    pub(crate) fn analysis(
        &self,
        id: SessionId,
        folder: &str,
        recording: &Recording,
        stretch: &(dyn Fn(&Stretch<'_>) + Sync),
        job: &Job,
    ) -> Result<Analysis> {
        let path = self.archive.file(folder, &recording.path)?;
        let state = FileState::of(&path)?;
        let place = self.cache().join(format!("{id}-{}", recording.id));
        if let Some(analysis) = kept(&place, state) {
            return Ok(analysis);
        }
        let _turn = lock(&self.listening);
        job.check()?;
        if let Some(analysis) = kept(&place, state) {
            return Ok(analysis);
        }
        let (analysis, bad) = rayon::join(
            || Analysis::compute(&path, stretch, job.flag()),
            || self.archive.verify_file(folder, &recording.path, job.flag()),
        );
        if let Ok(Some(_)) = bad {
            self.verify(Some(id), job)?;
        }
        let analysis = analysis?;
        if let Err(error) = keep(&place, state, &analysis) {
            tracing::warn!(path = %place.display(), %error, "what is heard could not be kept; it is found again next time");
        }
        Ok(analysis)
    }
}

fn outline(place: &Path) -> PathBuf {
    named(place, "dat")
}

fn facts(place: &Path) -> PathBuf {
    named(place, "json")
}

/// A recording's id may hold dots.
fn named(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn kept(place: &Path, state: FileState) -> Option<Analysis> {
    let kept: Kept = serde_json::from_slice(&std::fs::read(facts(place)).ok()?).ok()?;
    if kept.version != VERSION || kept.state != state {
        return None;
    }
    let finest = Peaks::from_dat(&std::fs::read(outline(place)).ok()?).ok()?;
    Some(Analysis::restore(finest, kept.sound))
}

/// The facts are written last and taken away first: where they stand, the outline is theirs.
fn keep(place: &Path, state: FileState, analysis: &Analysis) -> std::io::Result<()> {
    let finest = analysis.levels.first().map(|finest| finest.to_dat(Depth::Sixteen)).unwrap_or_default();
    let _ = std::fs::remove_file(facts(place));
    write(&outline(place), &finest)?;
    let kept = Kept { version: VERSION, state, sound: analysis.sound.clone() };
    write(&facts(place), &serde_json::to_vec(&kept)?)
}

/// Writes beside and renames, so that a half-written file is never read.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = named(path, &format!("{}.part", std::process::id()));
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use causerie_model::TimeMs;
    use serde_json::{Value, json};

    use super::*;
    use crate::wire::PeaksPart;
    use crate::{Places, Surroundings};

    /// The sample session in an archive of its own, which goes with the folder.
    fn sample() -> (tempfile::TempDir, App, SessionId) {
        let folder = tempfile::tempdir().unwrap();
        let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
        let app = App::open(&places, Surroundings::real()).unwrap();
        let id = app.open_sample(&Job::new()).unwrap();
        (folder, app, id)
    }

    #[test]
    fn a_recording_is_heard_once_and_again_when_it_changed() {
        let (_folder, app, id) = sample();
        let heard = || app.sounds(id, &Job::new()).unwrap();
        let first = heard();
        assert!(first[0].loudness.is_some(), "the sample speaks");
        let kept = std::fs::read_dir(app.cache()).unwrap().map(|entry| entry.unwrap().path());
        let kept = kept.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        let [kept] = &kept.collect::<Vec<_>>()[..] else { panic!("one recording, one file of facts") };

        let alter = |change: &dyn Fn(&mut Value)| {
            let mut facts: Value = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
            change(&mut facts);
            std::fs::write(kept, facts.to_string()).unwrap();
        };
        alter(&|facts| facts["sound"]["loudness"] = Value::Null);
        assert_eq!(heard()[0].loudness, None, "what is kept is believed");
        alter(&|facts| facts["state"]["size"] = json!(1));
        assert_eq!(heard(), first, "a file of another size is heard anew");
        alter(&|facts| {
            facts["sound"]["loudness"] = Value::Null;
            facts["version"] = json!(VERSION - 1);
        });
        assert_eq!(heard(), first, "as is what an earlier version kept");
        std::fs::write(kept, "{").unwrap();
        assert_eq!(heard(), first, "and what is broken");
    }

    #[test]
    fn a_recording_that_is_heard_is_checked_too() {
        let (_folder, app, id) = sample();
        let row = app.row(id).unwrap();
        app.sounds(id, &Job::new()).unwrap();
        assert_eq!(app.last_verified(None).unwrap().never, 1, "one good file is no checked session");

        let recording = app.archive.file(&row.folder, &row.session.recordings[0].path).unwrap();
        let mut bytes = std::fs::read(&recording).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::remove_file(&recording).unwrap();
        std::fs::write(&recording, bytes).unwrap();
        for file in std::fs::read_dir(app.cache()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        app.sounds(id, &Job::new()).unwrap();
        let last = app.last_verified(None).unwrap();
        let [checked] = &last.checked[..] else { panic!("{last:?}") };
        assert!(
            last.bad == 1 && checked.named[0].starts_with(&row.session.recordings[0].path),
            "{checked:?}"
        );
    }

    #[test]
    fn the_waveform_comes_in_parts_and_is_there_at_once_when_kept() {
        let (_folder, app, id) = sample();
        let drawn = std::sync::Mutex::new(vec![0; 400]);
        let parts = |PeaksPart { first, pairs }| {
            let mut drawn = drawn.lock().unwrap();
            for (known, pair) in drawn[2 * first..].chunks_exact_mut(2).zip(pairs.chunks_exact(2)) {
                (known[0], known[1]) = (known[0].min(pair[0]), known[1].max(pair[1]));
            }
        };
        let whole = app.peaks(id, None, 200, &parts, &Job::new()).unwrap();
        assert_eq!(whole.len(), 400, "a low and a high for each bucket");
        assert!(whole.iter().any(|&value| value > 10), "the sample speaks");
        assert_eq!(*drawn.lock().unwrap(), whole, "the parts come to the whole, in whatever order");
        let none = |_| panic!("what is kept needs no parts");
        assert_eq!(app.peaks(id, None, 200, &none, &Job::new()).unwrap(), whole, "kept as it was");
        let length = app.row(id).unwrap().session.duration();
        let half = TimeMs::new(length.get() / 2)..length;
        let finer = app.peaks(id, Some(half), 200, &none, &Job::new()).unwrap();
        let loudest = |pairs: &[i8]| pairs.iter().copied().max();
        assert_eq!(
            loudest(&finer),
            loudest(&whole[200..]),
            "the second half is as loud when it is drawn alone"
        );
        assert_ne!(finer[..200], whole[200..], "and drawn more finely");
        let beyond = app.peaks(id, Some(length + length..length), 200, &none, &Job::new()).unwrap();
        assert_eq!(beyond, [0; 400], "nothing is heard outside of the timeline");
    }
}
