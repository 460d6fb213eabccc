//! Loops, silences, levels and steps, to the frame, through the very callback that a device pulls.

use std::num::NonZero;

use proptest::prelude::*;

use super::super::Mute;
use super::super::pull::{Ends, Pull};
use super::rig::{RATE, Rig, is_heard, ms};
use super::*;

fn looped(from: i64, to: i64) -> Settings {
    Settings { repeat: Some(ms(from)..ms(to)), ..Settings::default() }
}

fn skipping(spans: &[(i64, i64)]) -> Settings {
    let silences = spans.iter().map(|&(from, to)| ms(from)..ms(to)).collect();
    Settings { silences, ..Settings::default() }
}

#[test]
fn a_loop_is_exact_to_the_sample_each_time() {
    let mut rig = Rig::playing(&[(5_000, 5_000)], looped(2_000, 2_500), 1_900);
    let out = rig.pull(2_600);
    is_heard(&out, &[(1_900, 2_500), (2_000, 2_500), (2_000, 2_500), (2_000, 2_500), (2_000, 2_500)]);
    assert!(rig.check_clock(&out) > 300, "and the clock runs through every seam");
    rig.seek(3_000, false);
    is_heard(&rig.pull(1_000), &[(3_000, 4_000)]);
}

#[test]
fn a_loop_that_is_set_and_lifted_while_playing_takes_hold_in_what_was_ahead() {
    let mut rig = Rig::playing(&[(9_000, 9_000)], Settings::default(), 0);
    let mut out = rig.pull(500);
    rig.change(|settings| settings.repeat = Some(ms(300)..ms(800)));
    out.extend(rig.pull(1_000));
    rig.change(|settings| settings.repeat = Some(ms(300)..ms(700)));
    out.extend(rig.pull(600));
    rig.change(|settings| settings.repeat = None);
    out.extend(rig.pull(900));
    // The second round was at 500 and had 200 to go when the loop was shortened, the fourth at 500 when it was lifted.
    is_heard(&out, &[(0, 800), (300, 800), (300, 700), (300, 700), (300, 1_200)]);
}

#[test]
fn silences_are_left_out_and_a_seek_into_one_plays_it() {
    let mut rig = Rig::playing(&[(9_000, 9_000)], skipping(&[(1_000, 2_000), (2_500, 3_000)]), 0);
    let out = rig.pull(2_000);
    is_heard(&out, &[(0, 1_000), (2_000, 2_500), (3_000, 3_500)]);
    assert!(rig.check_clock(&out) > 300, "the clock jumps with the sound");
    rig.seek(1_400, false);
    is_heard(&rig.pull(1_200), &[(1_400, 2_500), (3_000, 3_100)]);
    rig.change(|settings| settings.silences.clear());
    is_heard(&rig.pull(500), &[(3_100, 3_600)]);
    rig.change(|settings| settings.silences = vec![ms(3_800)..ms(8_000)]);
    is_heard(&rig.pull(500), &[(3_600, 3_800), (8_000, 8_300)]);
}

#[test]
fn joins_are_cross_faded() {
    let tone = |t: f64| [(t * 400.0 * std::f64::consts::TAU).sin() as f32 * 0.5; 2];
    let mut rig = Rig::sounding(tone, skipping(&[(500, 1_003)]));
    let out = rig.pull(1_000);
    let steepest = out.array_windows().map(|[[a, _], [b, _]]| (a - b).abs()).fold(0.0, f32::max);
    // 400 Hz at half scale moves by 0.026 a frame at most.
    assert!(steepest < 0.04, "no click at the join: a step of {steepest}");
}

#[test]
fn a_loop_runs_over_files_and_what_is_missing_of_them() {
    // The first is half a second shorter than its place, the second half a second longer.
    let mut rig = Rig::playing(&[(1_500, 2_000), (2_500, 2_000), (1_000, 1_000)], looped(1_000, 3_000), 0);
    let out = rig.pull(4_500);
    is_heard(&out, &[(0, 1_500), (2_000, 3_000), (1_000, 1_500), (2_000, 3_000), (1_000, 1_500)]);
    rig.seek(3_500, false);
    is_heard(&rig.pull(1_500), &[(3_500, 4_000), (4_000, 5_000)]);
    assert_eq!(rig.pull(10).last(), Some(&[0.0, 0.0]), "that was all");
}

#[test]
fn a_way_that_leads_nowhere_still_ends() {
    for settings in [looped(1_600, 1_900), skipping(&[(1_500, 2_000)]), skipping(&[(200, 9_000)])] {
        let mut rig = Rig::playing(&[(1_500, 2_000), (500, 500)], settings, 100);
        rig.pull(3_000);
        assert!(rig.feeder.ended, "the end is reached");
        assert!(rig.fed.try_recv().is_err(), "and nothing failed");
    }
}

#[test]
fn a_gain_is_held_down_where_it_would_distort() {
    // Loud for half of each second, and quiet for the other.
    let sound = |t: f64| {
        let loud = if t % 1.0 < 0.5 { 0.9 } else { 0.05 };
        [(t * 1000.0).sin() as f32 * loud, (t * 9000.0).sin() as f32 * loud]
    };
    let mut rig = Rig::sounding(sound, Settings { gain_db: 12.0, ..Settings::default() });
    let out = rig.pull(3_100);
    let loudest = out.as_flattened().iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    assert!(loudest <= 0.8913, "−1 dBFS is 0.891, and there is {loudest}");
    let quiet =
        out[(2_850 * 48)..(2_950 * 48)].as_flattened().iter().fold(0.0_f32, |loud, s| loud.max(s.abs()));
    assert!((quiet - 0.2).abs() < 0.01, "what is quiet has all of the gain again: {quiet} of 0.2");
    rig.change(|settings| settings.gain_db = 0.0);
    let out = rig.pull(300);
    let steepest = out.array_windows().map(|[[a, _], [b, _]]| (a - b).abs()).fold(0.0, f32::max);
    assert!(steepest < 0.03, "the gain changes without a click: a step of {steepest}");
    let loudest = out[9_600..].iter().fold(0.0_f32, |loud, [left, _]| loud.max(left.abs()));
    assert!((loudest - 0.9).abs() < 0.01, "with no gain the sound is what was recorded: {loudest}");
}

#[test]
fn a_gain_loses_no_frame_and_shifts_none() {
    let mut rig = Rig::sounding(
        |t| if (t * 1000.0).round() as u64 == 1_000 { [0.5; 2] } else { [0.0; 2] },
        Settings { gain_db: -6.0, ..Settings::default() },
    );
    let out = rig.pull(10_000);
    let first = out.iter().position(|[left, _]| *left > 0.1).unwrap();
    assert!((47_970..=48_000).contains(&first), "what is heard at a second was recorded there: {first}");
    while !rig.feeder.fill() {}
    assert_eq!(rig.feeder.put, 480_001, "every frame was put, and the end");
}

fn mute(from: i64, to: i64) -> Mute {
    Mute { from: ms(from), to: ms(to), tone: false }
}

/// Sees that nothing is heard from one millisecond of `out` to another.
fn is_silent(out: &[[f32; 2]], from: usize, to: usize) {
    let loud = out[from * 48..to * 48].iter().position(|&frame| frame != [0.0; 2]);
    assert_eq!(loud, None, "in the {} ms from {from} on", to - from);
}

#[test]
fn what_is_muted_is_not_heard_to_the_sample_through_seeks_loops_and_files() {
    let settings = Settings { muted: vec![mute(1_000, 1_500), mute(2_990, 3_010)], ..Settings::default() };
    let mut rig = Rig::playing(&[(3_000, 3_000), (3_000, 3_000)], settings, 0);
    let out = rig.pull(4_000);
    is_silent(&out, 1_000, 1_500);
    is_silent(&out, 2_990, 3_010);
    assert!(
        [999, 1_500, 2_989, 3_010].iter().all(|ms| out[ms * 48 + 24] != [0.0; 2]),
        "and not a millisecond more"
    );
    is_heard(&out[..995 * 48], &[(0, 995)]);
    is_heard(&out[1_505 * 48..2_985 * 48], &[(1_505, 2_985)]);
    is_heard(&out[3_015 * 48..], &[(3_015, 4_000)]);
    rig.seek(1_200, false);
    let out = rig.pull(600);
    // What sounded before fades out first.
    is_silent(&out, 5, 300);
    is_heard(&out[305 * 48..], &[(1_505, 1_800)]);
    rig.seek(1_000, false);
    rig.change(|settings| settings.repeat = Some(ms(900)..ms(1_600)));
    let out = rig.pull(2_000);
    for round in [500 + 200, 1_200 + 200] {
        is_silent(&out, round + 5, round + 495);
        assert!(out[(round - 50) * 48] != [0.0; 2] && out[(round + 550) * 48] != [0.0; 2]);
    }
}

#[test]
fn a_change_right_after_a_seek_leaves_the_seek() {
    let mut rig = Rig::playing(&[(9_000, 9_000)], Settings::default(), 0);
    rig.pull(500);
    rig.seek(3_000, false);
    rig.change(|settings| settings.repeat = Some(ms(2_900)..ms(3_200)));
    rig.change(|settings| settings.repeat = Some(ms(2_900)..ms(3_100)));
    is_heard(&rig.pull(500), &[(3_000, 3_100), (2_900, 3_100), (2_900, 3_100)]);
}

#[test]
fn muting_sets_in_and_is_lifted_while_playing() {
    let mut rig = Rig::playing(&[(9_000, 9_000)], Settings::default(), 0);
    is_heard(&rig.pull(1_000), &[(0, 1_000)]);
    rig.change(|settings| settings.muted = vec![mute(500, 3_000)]);
    let out = rig.pull(1_000);
    is_silent(&out, 100, 1_000);
    rig.change(|settings| settings.muted.clear());
    is_heard(&rig.pull(1_000)[100 * 48..], &[(2_100, 3_000)]);
    rig.change(|settings| settings.muted = vec![mute(3_500, 4_000)]);
    let out = rig.pull(1_500);
    is_heard(&out[..495 * 48], &[(3_000, 3_495)]);
    is_silent(&out, 500, 1_000);
    is_heard(&out[1_005 * 48..], &[(4_005, 4_500)]);
    assert_eq!(rig.controls.missed.load(Ordering::Relaxed), 0);
}

#[test]
fn what_is_muted_stays_so_at_other_speeds_and_may_be_a_tone() {
    for (speed, tone) in [(0.5, false), (2.0, false), (2.0, true), (1.0, true)] {
        let muted = vec![Mute { from: ms(2_000), to: ms(3_000), tone }];
        let mut rig = Rig::sounding(
            |t| [(t * 3_000.0).sin() as f32 * 0.5; 2],
            Settings { speed, muted, ..Settings::default() },
        );
        let out = rig.pull(7_000);
        let at = |ms: f64| (ms / speed * 48.0) as usize;
        let loudest =
            |from, to| out[at(from)..at(to)].iter().fold(0.0_f32, |loud, [left, _]| loud.max(left.abs()));
        // A hop of the stretch is 12 ms, and is looked for 10 ms around.
        let inside = loudest(2_050.0, 2_950.0);
        let expected = if tone { 0.04..0.06 } else { 0.0..1e-9 };
        assert!(expected.contains(&inside), "{inside} at {speed}, tone: {tone}");
        assert!(loudest(1_000.0, 1_900.0) > 0.4 && loudest(3_100.0, 3_400.0) > 0.4);
    }
}

#[test]
fn mono_is_the_mean_of_both_channels_on_both_sides() {
    let mut rig = Rig::sounding(|_| [0.6, 0.0], Settings { mono: true, ..Settings::default() });
    let [left, right] = rig.pull(100)[4_000];
    assert!((left - 0.3).abs() < 1e-3 && left == right, "{left}, {right}");
    rig.change(|settings| settings.mono = false);
    let [left, right] = rig.pull(100)[4_000];
    assert!((left - 0.6).abs() < 1e-3 && right == 0.0, "{left}, {right}");
}

#[test]
fn a_step_lets_hear_a_scrap_and_stands() {
    let mut rig = Rig::playing(&[(5_000, 5_000)], Settings::default(), 0);
    rig.pull(100);
    rig.controls.playing.store(false, Ordering::Relaxed);
    rig.pull(20);
    while rig.notes.pop().is_ok() {}
    rig.seek(3_000, true);
    let scrap = rig.pull(200);
    is_heard(&scrap[..48 * 45], &[(3_000, 3_045)]);
    assert!(scrap[48 * 61..].iter().all(|&frame| frame == [0.0; 2]), "then it is silent");
    assert!(rig.notes.pop().is_err(), "the clock does not move");
    rig.controls.playing.store(true, Ordering::Relaxed);
    is_heard(&rig.pull(500), &[(3_000, 3_500)]);
}

#[test]
fn what_is_not_there_in_time_is_counted_and_the_wait_after_a_seek_is_not() {
    let mut rig = Rig::playing(&[(5_000, 5_000)], Settings::default(), 0);
    let missed = |rig: &Rig| rig.controls.missed.load(Ordering::Relaxed);
    rig.pull(500);
    assert_eq!(missed(&rig), 0, "all was there");
    // A second is ahead.
    rig.starve(72_000);
    assert!((23_000..25_000).contains(&missed(&rig)), "{} frames were not there", missed(&rig));
    let before = missed(&rig);
    rig.seek(0, false);
    rig.starve(4_800);
    assert_eq!(missed(&rig), before, "what a seek takes is no fault");
    rig.seek(4_900, false);
    rig.pull(1_000);
    assert_eq!(missed(&rig), before, "nor is the silence behind the end");
}

/// How often this thread has waited for anything.
#[cfg(target_os = "linux")]
fn waits() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.unwrap().trim().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn the_callback_waits_for_nobody() {
    use super::super::clock::Keeper;

    let mut rig = Rig::playing(&[(5_000, 5_000)], looped(1_000, 2_000), 0);
    let (rate, stereo) = (NonZero::new(RATE).unwrap(), NonZero::new(2).unwrap());
    let (mut pull, Ends { ring, notes, written, .. }) = Pull::new(rate, stereo, Arc::clone(&rig.controls));
    rig.feeder.obey(Feed::Ring { ring, rate: RATE, at: 0.0, epoch: 3 });
    let keeper = Keeper::default();
    keeper.attach(notes, written, RATE);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        // The feeder and one who asks for the clock do so without a pause.
        let feeding = scope.spawn(|| {
            for n in 0.. {
                rig.feeder.fill();
                if n % 1_000 == 0 {
                    rig.epoch += 2;
                    let (settings, epoch) = (rig.settings.clone(), rig.epoch + 1);
                    rig.feeder.obey(Feed::Change { settings, epoch });
                }
                if done.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        let asking = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                keeper.now();
            }
        });
        let mut out = vec![0.0_f32; 2_048];
        pull.fill(&mut out, Duration::ZERO);
        let before = waits();
        for _ in 0..500 {
            pull.fill(&mut out, Duration::ZERO);
        }
        let after = waits();
        done.store(true, Ordering::Relaxed);
        assert!(feeding.join().is_ok() && asking.join().is_ok());
        assert_eq!(after - before, 0, "it never gave its core away");
    });
}

#[test]
fn a_device_of_any_number_of_channels_is_filled_without_allocating() {
    for (channels, wanted) in [(1, vec![0.3]), (2, vec![0.6, 0.0]), (6, vec![0.6, 0.0, 0.0, 0.0, 0.0, 0.0])] {
        let mut rig = Rig::sounding(|_| [0.6, 0.0], Settings::default());
        let (rate, count) = (NonZero::new(RATE).unwrap(), NonZero::new(channels).unwrap());
        let (mut pull, ends) = Pull::new(rate, count, Arc::clone(&rig.controls));
        rig.feeder.obey(Feed::Ring { ring: ends.ring, rate: RATE, at: 0.0, epoch: 3 });
        while !rig.feeder.fill() {}
        let mut out = vec![0_i16; 4_800 * usize::from(channels)];
        let info = allocation_counter::measure(|| pull.fill(&mut out, Duration::ZERO));
        assert_eq!((info.count_total, info.count_current), (0, 0), "{channels} channels");
        let last: Vec<f32> =
            out[out.len() - usize::from(channels)..].iter().map(|&s| f32::from(s) / 32768.0).collect();
        let right = last.iter().zip(&wanted).all(|(is, wanted)| (is - wanted).abs() < 1e-3);
        assert!(right && last.len() == wanted.len(), "{channels} channels hold {last:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is changed while it plays, what is heard is what the clock says, at any speed.
    #[test]
    fn the_clock_holds_through_every_change(
        changes in prop::collection::vec((0_u8..6, 0_i64..6_000, 0_i64..2_000, 10_usize..400), 1..12)
    ) {
        let mut rig = Rig::playing(&[(2_000, 2_000), (3_000, 3_000), (1_000, 1_000)], Settings::default(), 0);
        let mut out = rig.pull(50);
        for (what, at, length, wait) in changes {
            let stretch = ms(at)..ms(at + length);
            match what {
                0 => rig.seek(at, false),
                1 => rig.change(|settings| settings.repeat = Some(stretch)),
                2 => rig.change(|settings| settings.repeat = None),
                3 => rig.change(|settings| settings.silences.push(stretch)),
                4 => rig.change(|settings| settings.silences.clear()),
                _ => rig.change(|settings| settings.mono = false),
            }
            out.extend(rig.pull(wait));
        }
        let sounding = out.iter().filter(|&&frame| frame != [0.0; 2]).count();
        let right = rig.check_clock(&out);
        // Blocks are 256 frames at most; those that begin in a fade can't be compared, and there are few.
        prop_assert!(right * 256 + 30 * 256 >= sounding * 9 / 10, "{right} blocks right of {sounding} frames");
        prop_assert_eq!(rig.controls.missed.load(Ordering::Relaxed), 0, "and nothing is missed");
    }
}
