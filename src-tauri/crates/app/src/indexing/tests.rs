use std::sync::Mutex;

use super::*;
use crate::wire::Stage;
use crate::{Places, Surroundings};

#[test]
fn an_index_that_was_taken_away_is_whole_for_everybody_who_asks_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
    let app = App::open(&places, Surroundings::real()).unwrap();
    app.open_sample(&Job::new()).unwrap();
    for _ in 0..20 {
        std::fs::remove_dir_all(&places.index).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(app.search("the", None, 5, true).unwrap().total > 0));
            for _ in 0..3 {
                scope.spawn(|| assert_eq!(app.overview().unwrap().sessions.len(), 1));
            }
            scope.spawn(|| app.scan(&Job::new()).unwrap());
        });
    }
}

#[test]
fn whoever_waits_for_an_index_is_told_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
    let open = || {
        let told = std::sync::Arc::new(Mutex::new(Vec::new()));
        let telling = std::sync::Arc::clone(&told);
        let job = Job::telling(move |progress| lock(&telling).push((progress.stage, progress.item)));
        let app = App::open(&places, Surroundings::telling(job)).unwrap();
        let told = lock(&told).clone();
        (app, told)
    };
    let (app, _) = open();
    app.open_sample(&Job::new()).unwrap();
    let sample = app.cards(0, 1).unwrap()[0].folder.clone();
    let (app, told) = open();
    assert!(told.is_empty() && !app.has_made_index(), "an index that is there is opened");
    drop(app);
    std::fs::remove_dir_all(&places.index).unwrap();
    let (app, told) = open();
    assert_eq!(told, [(Stage::Indexing, sample)]);
    assert!(app.has_made_index());
}

/// All that the index can be asked.
fn answers(app: &App) -> String {
    let sessions = app.overview().unwrap().sessions;
    let id = sessions[0].id;
    let ask = |query: &str| app.search(query, None, 50, true).unwrap();
    let searches = ["the ", "read", "\"good morning\"", "ook", "zzq ", "from:a "].map(|query| {
        let answer = ask(query);
        format!("{} {:?} {:?}", answer.total, answer.hits, answer.facets)
    });
    let hit = ask("the ").hits.iter().find_map(|hit| hit.message.clone()).unwrap();
    format!(
        "{sessions:?} {searches:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        app.shelves().unwrap(),
        app.cards(0, 9).unwrap(),
        app.open_session(id).unwrap().rows,
        app.score_rows(id, 0, 1_000, false).unwrap(),
        app.people(id).unwrap(),
        app.completions("the", 9).unwrap(),
        app.more_like(id, &hit, 9).unwrap().hits,
    )
}

#[test]
fn an_index_that_is_damaged_anywhere_is_made_anew_without_a_question() {
    const PAGE: usize = 4_096;
    let folder = tempfile::tempdir().unwrap();
    let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
    let open = || App::open(&places, Surroundings::real()).unwrap();
    let app = open();
    app.open_sample(&Job::new()).unwrap();
    let (expected, path) = (answers(&app), app.index_path.clone());
    drop(app);
    let whole = std::fs::read(&path).unwrap();
    let mut damaged: Vec<Vec<u8>> =
        [0, 1, 100, PAGE, PAGE + 1, whole.len() / 2, whole.len() - PAGE, whole.len() - 1]
            .map(|size| whole[..size].to_vec())
            .into();
    let mut number = 7_u32;
    let mut garbage = || {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        number.to_be_bytes()[0]
    };
    let pages = whole.len() / PAGE;
    for page in (0..pages).step_by(pages.div_ceil(60)) {
        let mut bytes = whole.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill_with(&mut garbage);
        damaged.push(bytes);
    }
    for (n, bytes) in damaged.iter().enumerate() {
        for left in std::fs::read_dir(&places.index).unwrap().map(|item| item.unwrap().path()) {
            let _ = std::fs::remove_file(left);
        }
        std::fs::write(&path, bytes).unwrap();
        let app = open();
        app.scan(&Job::new()).unwrap();
        assert!(answers(&app) == expected, "damage {n} of {}, {pages} pages", damaged.len());
    }
}
