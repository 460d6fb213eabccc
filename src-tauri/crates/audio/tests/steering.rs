//! Commands are taken or refused; a refused one changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use causerie_audio::{Event, Part, Player, Refused, State};
use causerie_model::TimeMs;

use support::babble;

fn player() -> (Player, Receiver<Event>) {
    let (said, events) = channel();
    let player = Player::spawn(move |event| {
        let _ = said.send(event);
    });
    (player.unwrap(), events)
}

fn next(events: &Receiver<Event>) -> Event {
    events.recv_timeout(Duration::from_secs(15)).expect("something happens")
}

fn part(dir: &tempfile::TempDir, name: &str, seconds: f64) -> Part {
    let path = dir.path().join(name);
    babble(&path, 48_000, 2, seconds);
    Part { path, duration: TimeMs::from_seconds(seconds) }
}

#[test]
fn an_empty_player_has_nothing_to_play() {
    let (player, _events) = player();
    assert_eq!(player.play(), Err(Refused::Empty));
    assert_eq!(player.pause(), Err(Refused::Empty));
    assert_eq!(player.seek(TimeMs::new(5)), Err(Refused::Empty));
    assert_eq!(player.step(1), Err(Refused::Empty));
    assert_eq!(player.set_gain(3.0), Err(Refused::Empty));
    assert_eq!(player.set_loop(None), Err(Refused::Empty));
    assert_eq!(player.set_silences(Vec::new()), Err(Refused::Empty));
    assert_eq!(player.set_mono(true), Ok(()), "how to listen is no matter of the session");
    assert_eq!(player.load(Vec::new(), Vec::new(), TimeMs::ZERO), Err(Refused::NoParts));
    for speed in [0.49, 3.01, f64::NAN, -1.0] {
        assert!(matches!(player.set_speed(speed), Err(Refused::Speed { .. })), "{speed} is none");
    }
    assert_eq!(player.set_speed(3.0), Ok(()));
    assert_eq!(player.set_volume(0.3), Ok(()));
    assert_eq!(player.stop(), Ok(()));
    let clock = player.clock();
    assert_eq!((clock.state, clock.speed), (State::Empty, 3.0), "only what was taken changed anything");
    assert!(!Refused::Empty.help().is_empty());
}

#[test]
fn what_is_loaded_stands_where_it_was_asked_to() {
    let dir = tempfile::tempdir().unwrap();
    let (player, events) = player();
    let parts = vec![part(&dir, "one.wav", 2.0), part(&dir, "two.wav", 3.0)];
    player.load(parts, Vec::new(), TimeMs::new(2500)).unwrap();
    assert!(matches!(next(&events), Event::Changed(State::Loading)));
    assert!(matches!(next(&events), Event::Changed(State::Paused)));
    let clock = player.clock();
    assert_eq!((clock.at_ms, clock.state), (2500.0, State::Paused));
    for (to, stands) in [(1_000, 1_000.0), (-7, 0.0), (99_000, 5_000.0)] {
        let before = player.clock().generation;
        player.seek(TimeMs::new(to)).unwrap();
        let clock = player.clock();
        assert_eq!((clock.at_ms, clock.state), (stands, State::Paused), "seeking to {to} stays paused");
        assert!(clock.generation > before, "a seek is another generation");
    }
    assert_eq!(player.pause(), Ok(()), "paused is paused");
    player.seek(TimeMs::new(1_000)).unwrap();
    for (steps, stands) in [(1, 1_010.0), (-3, 980.0), (-200, 0.0)] {
        player.step(steps).unwrap();
        assert_eq!(player.clock().at_ms, stands, "{steps} hundredths of a second on");
    }
    let before = player.clock();
    player.set_loop(Some(TimeMs::new(2_000)..TimeMs::new(3_000))).unwrap();
    player.set_silences(vec![TimeMs::new(100)..TimeMs::new(900)]).unwrap();
    player.set_gain(f64::NAN).unwrap();
    assert_eq!(player.clock(), before, "nothing of this moves one who stands");
    player.stop().unwrap();
    assert_eq!(player.clock().state, State::Empty);
}

#[test]
fn a_file_that_cannot_be_played_is_named_and_leaves_the_player_empty() {
    let dir = tempfile::tempdir().unwrap();
    let (player, events) = player();
    let gone = PathBuf::from("/nowhere/gone.mp3");
    player
        .load(vec![Part { path: gone.clone(), duration: TimeMs::new(1000) }], Vec::new(), TimeMs::ZERO)
        .unwrap();
    assert!(matches!(next(&events), Event::Changed(State::Loading)));
    match next(&events) {
        Event::Failed { file, error } => {
            assert_eq!(file, gone);
            assert!(error.to_string().contains("gone.mp3"), "{error}");
        }
        other @ (Event::Changed(_) | Event::DeviceLost { .. } | Event::DeviceBack) => {
            panic!("the failure comes first: {other:?}")
        }
    }
    assert!(matches!(next(&events), Event::Changed(State::Empty)));

    player.load(vec![part(&dir, "one.wav", 2.0)], Vec::new(), TimeMs::ZERO).unwrap();
    assert!(matches!(next(&events), Event::Changed(State::Loading)));
    assert!(matches!(next(&events), Event::Changed(State::Paused)), "the next load is none the worse");
}

#[cfg(target_os = "linux")]
#[test]
fn a_dropped_player_leaves_no_thread_behind() {
    let players = || {
        std::fs::read_dir("/proc/self/task")
            .unwrap()
            .filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")).ok())
            .filter(|name| name.starts_with("audio-feed"))
            .count()
    };
    let waits = |enough: &dyn Fn(usize) -> bool| {
        (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(25));
            enough(players())
        })
    };
    let many: Vec<_> = (0..20).map(|_| player()).collect();
    assert!(waits(&|count| count >= 20), "each has a feeder");
    drop(many);
    // The other tests' players may still be about.
    assert!(waits(&|count| count <= 5), "{} feeders are left", players());
}
