//! What makes hours of listening easier: silences left out, an even loudness, and both ears.

use std::ops::Range;

use causerie_audio::Sound;
use causerie_model::{Session, SessionId, TimeMs};

use crate::open::App;
use crate::playing::Playback;
use crate::wire::{Comforted, Comforts};
use crate::{Job, Result};

/// A message that is due in a silence is heard so long before …
const BEFORE: TimeMs = TimeMs::new(500);
/// … and so long behind its moment.
const BEHIND: TimeMs = TimeMs::new(2_000);
/// What is left of a silence is left out if it is as long.
const SHORTEST: TimeMs = TimeMs::new(500);
/// The loudness that sessions are brought to, in LUFS: AES TD1008 recommends it for speech.
const TARGET: f64 = -18.0;
/// The most that a session is turned up, in decibels: beyond, it is the noise that grows.
const MOST: f64 = 20.0;

impl Playback {
    /// Plays a session as somebody likes to listen. What that takes to know of its sound is found first, if it is not
    /// known yet; nothing changes if another session was loaded meanwhile.
    ///
    /// # Errors
    /// If there is no such session, a recording can't be decoded, the job was cancelled, or the player is gone.
    pub fn comfort(&self, app: &App, id: SessionId, wanted: Comforts, job: &Job) -> Result<Comforted> {
        let session = app.row(id)?.session;
        let sounds = app.sounds(id, job)?;
        let messages = app.read(|reader| Ok(reader.messages(id)?))?;
        let due: Vec<TimeMs> =
            messages.into_iter().filter(|item| !item.off_record).map(|item| item.at).collect();
        let silences = between(silences(&session, &sounds), &due);
        let gain_db = gain(&session, &sounds);
        if self.is_loaded(id) {
            self.player.set_silences(if wanted.skip_silence { silences.clone() } else { Vec::new() })?;
            self.player.set_gain(if wanted.even_volume { gain_db } else { 0.0 })?;
            self.player.set_mono(wanted.mono)?;
        }
        Ok(Comforted {
            silences_ms: silences.iter().map(|silence| (silence.start, silence.end)).collect(),
            gain_db,
            dead_channel: sounds.iter().any(|sound| sound.channels.iter().any(|channel| channel.dead)),
        })
    }
}

/// The silences of all recordings on the session's timeline.
fn silences(session: &Session, sounds: &[Sound]) -> Vec<Range<TimeMs>> {
    let parts = session.recordings.iter().zip(sounds);
    let on_timeline = parts.flat_map(|(recording, sound)| {
        let begin = session.begin(&recording.id).unwrap_or_default();
        let within = move |at: TimeMs| begin + at.min(recording.duration);
        sound.silences.iter().map(move |silence| within(silence.start)..within(silence.end))
    });
    on_timeline.collect()
}

/// What is left of silences round the moments at which messages are due, which are in order.
fn between(silences: Vec<Range<TimeMs>>, due: &[TimeMs]) -> Vec<Range<TimeMs>> {
    let mut left = Vec::new();
    for Range { mut start, end } in silences {
        let first = due.partition_point(|at| *at + BEHIND < start);
        for &at in due.get(first..).unwrap_or_default().iter().take_while(|at| **at - BEFORE < end) {
            left.push(start..at - BEFORE);
            start = start.max(at + BEHIND);
        }
        left.push(start..end);
    }
    left.retain(|silence| silence.end - silence.start >= SHORTEST);
    left
}

/// By how many decibels a session is to be turned up, or down, to be as loud as others.
pub(crate) fn gain(session: &Session, sounds: &[Sound]) -> f64 {
    let heard = session.recordings.iter().zip(sounds).filter_map(|(recording, sound)| {
        let seconds = recording.duration.as_seconds();
        Some((seconds, seconds * 10_f64.powf(sound.loudness.as_ref()?.integrated / 10.0)))
    });
    let (seconds, energy) = heard.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    if energy > 0.0 { (TARGET - 10.0 * (energy / seconds).log10()).min(MOST) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_falls_due_in_what_is_left_out() {
        let ms = TimeMs::new;
        let left = |due: &[i64]| {
            let due: Vec<_> = due.iter().copied().map(ms).collect();
            between(vec![ms(10_000)..ms(20_000), ms(30_000)..ms(30_600)], &due)
                .iter()
                .map(|silence| (silence.start.get(), silence.end.get()))
                .collect::<Vec<_>>()
        };
        assert_eq!(left(&[]), [(10_000, 20_000), (30_000, 30_600)]);
        assert_eq!(left(&[14_000]), [(10_000, 13_500), (16_000, 20_000), (30_000, 30_600)]);
        assert_eq!(
            left(&[9_000, 20_400, 30_100]),
            [(11_000, 19_900)],
            "before, behind, and all of the short one"
        );
        assert_eq!(left(&[12_000, 13_000, 19_000]), [(10_000, 11_500), (15_000, 18_500), (30_000, 30_600)]);
    }
}
