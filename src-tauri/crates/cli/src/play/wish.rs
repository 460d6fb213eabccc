//! What a person's keys, or a program's lines, ask of the player.

use causerie_app::model::TimeMs;
use causerie_app::wire::{AppError, Code, PlayerCommand};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys, for whoever asks.
pub(super) const KEYS: &str = "space plays or pauses; ← → 5 s, ↓ ↑ a message, , . 50 ms; [ ] slower, faster, 1 as recorded; \
     Home the start; q ends";

/// One of the things that can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    Player(PlayerCommand),
    /// Plays, or pauses.
    Toggle,
    /// Goes on or back by so many milliseconds.
    Skip(i64),
    /// Goes to the message before, or to the next.
    Message {
        next: bool,
    },
    /// Changes the speed by so much.
    Faster(f64),
    Help,
    Quit,
}

impl Wish {
    /// `play`, `pause`, `seek T`, `speed X`.
    pub(super) fn of_line(line: &str) -> Result<Self, AppError> {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let command = match word {
            "play" => Some(PlayerCommand::Play),
            "pause" => Some(PlayerCommand::Pause),
            "seek" => rest.parse().ok().map(|at_ms| PlayerCommand::Seek { at_ms }),
            "speed" => rest.parse().ok().map(|speed| PlayerCommand::Speed { speed }),
            _ => None,
        };
        command.map(Self::Player).ok_or_else(|| {
            let help = "Send one of: play, pause, seek T (as in 1:30), speed X (from 0.5 to 3).";
            AppError::new(Code::Failed, format!("{:?} is nothing that play understands", line.trim()), help)
        })
    }

    /// As in the window, where it has the same.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys ask for nothing")]
    pub(super) fn of_key(key: KeyEvent) -> Option<Self> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(Self::Quit);
        }
        match key.code {
            KeyCode::Char(' ' | 'k') => Some(Self::Toggle),
            KeyCode::Left => Some(Self::Skip(-5_000)),
            KeyCode::Right => Some(Self::Skip(5_000)),
            KeyCode::Char('j') => Some(Self::Skip(-10_000)),
            KeyCode::Char('l') => Some(Self::Skip(10_000)),
            KeyCode::Char(',') => Some(Self::Skip(-50)),
            KeyCode::Char('.') => Some(Self::Skip(50)),
            KeyCode::Up => Some(Self::Message { next: false }),
            KeyCode::Down => Some(Self::Message { next: true }),
            KeyCode::Char('[') => Some(Self::Faster(-0.05)),
            KeyCode::Char(']') => Some(Self::Faster(0.05)),
            KeyCode::Char('1') => Some(Self::Player(PlayerCommand::Speed { speed: 1.0 })),
            KeyCode::Home => Some(Self::Player(PlayerCommand::Seek { at_ms: TimeMs::ZERO })),
            KeyCode::Char('?' | 'h') => Some(Self::Help),
            KeyCode::Char('q') | KeyCode::Esc => Some(Self::Quit),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_keys_ask_for_the_same() {
        let seek = Wish::Player(PlayerCommand::Seek { at_ms: TimeMs::ZERO });
        assert_eq!(Wish::of_line(" seek 0:00 ").ok(), Some(seek.clone()));
        assert_eq!(Wish::of_key(KeyCode::Home.into()), Some(seek));
        assert!(Wish::of_line("sing").is_err() && Wish::of_line("seek").is_err());
        assert_eq!(Wish::of_key(KeyCode::F(1).into()), None);
        let ctrl = |key| Wish::of_key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::CONTROL));
        assert_eq!((ctrl('c'), ctrl('l')), (Some(Wish::Quit), None), "a raw terminal leaves Ctrl-C to us");
    }
}
