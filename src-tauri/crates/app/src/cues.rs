//! Telling each message as its moment comes.

use causerie_model::{MessageId, SessionId, TimeMs};

use crate::Result;
use crate::open::App;

/// The messages of a session in the order of their moments, and how far they have been told. After a seek the ones
/// in between are passed over, as nobody heard them.
#[derive(Debug, Clone)]
pub struct DueCues {
    cues: Vec<(TimeMs, MessageId)>,
    next: usize,
}

impl DueCues {
    /// Goes to a moment: what comes at or after it will be told.
    pub fn seek(&mut self, at: TimeMs) {
        self.next = self.cues.partition_point(|(cue, _)| *cue < at);
    }

    /// The cues that fell due up to now, each once.
    pub fn due(&mut self, now: TimeMs) -> &[(TimeMs, MessageId)] {
        let begin = self.next;
        self.next = self.cues.partition_point(|(cue, _)| *cue <= now).max(begin);
        self.cues.get(begin..self.next).unwrap_or_default()
    }

    /// When the next one falls due.
    pub fn next_at(&self) -> Option<TimeMs> {
        self.cues.get(self.next).map(|(at, _)| *at)
    }
}

impl App {
    /// The messages of a session, to be told as they fall due.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn due_cues(&self, id: SessionId) -> Result<DueCues> {
        self.row(id)?;
        let messages = self.read(|reader| Ok(reader.messages(id)?))?;
        let cues = messages.iter().filter(|item| !item.off_record);
        Ok(DueCues {
            cues: cues.map(|item| (item.at, item.log.message(item.message.seq))).collect(),
            next: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use causerie_model::LogId;

    use super::*;

    fn told(cues: &mut DueCues, now: i64) -> Vec<i64> {
        cues.due(TimeMs::new(now)).iter().map(|(at, _)| at.get()).collect()
    }

    #[test]
    fn each_cue_is_told_once_and_a_seek_tells_nothing() {
        let log = LogId::nth(1);
        let at = [0, 100, 100, 250, 900];
        let cues = at.iter().zip(0..).map(|(&at, seq)| (TimeMs::new(at), log.message(seq))).collect();
        let mut cues = DueCues { cues, next: 0 };
        assert_eq!(told(&mut cues, 0), [0], "a cue is due at its very moment");
        assert_eq!(told(&mut cues, 120), [100, 100]);
        assert_eq!(told(&mut cues, 110), [] as [i64; 0], "a clock that steps back tells nothing again");
        cues.seek(TimeMs::new(900));
        assert_eq!(cues.next_at(), Some(TimeMs::new(900)));
        assert_eq!(told(&mut cues, 1_000), [900], "what lay between was not heard");
        cues.seek(TimeMs::new(50));
        assert_eq!(told(&mut cues, 260), [100, 100, 250], "going back tells it again");
    }
}
