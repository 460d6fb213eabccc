//! The terminal while playing: what was told scrolls up, and the last line lives.

use std::io::{self, IsTerminal, Write};

use crossterm::terminal::{Clear, ClearType, disable_raw_mode, enable_raw_mode, size};
use crossterm::{cursor, execute, queue, style};
use unicode_width::UnicodeWidthChar;

/// Where nothing tells how wide the terminal is.
const WIDTH: u16 = 80;

/// A terminal that gives keys as they are pressed, until this is dropped.
pub(super) struct Screen {
    live: String,
}

impl Screen {
    /// `None` where a program reads or writes.
    pub(super) fn take() -> Option<Self> {
        let people = io::stdin().is_terminal() && io::stdout().is_terminal();
        if !people || enable_raw_mode().is_err() {
            return None;
        }
        let _ = execute!(io::stdout(), cursor::Hide);
        Some(Self { live: String::new() })
    }

    /// A line that stays, above the one that lives.
    pub(super) fn tell(&mut self, line: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        queue!(
            out,
            style::Print('\r'),
            Clear(ClearType::CurrentLine),
            style::Print(line),
            style::Print("\r\n")
        )?;
        queue!(out, style::Print(&self.live))?;
        out.flush()
    }

    /// The line that lives; as much of it as the terminal is wide.
    pub(super) fn show(&mut self, line: &str) -> io::Result<()> {
        let width = size().map_or(0, |(width, _)| width);
        let width = if width == 0 { WIDTH } else { width };
        let line = beginning(line, usize::from(width).saturating_sub(1));
        if line != self.live {
            self.live = line;
            execute!(
                io::stdout(),
                style::Print('\r'),
                Clear(ClearType::CurrentLine),
                style::Print(&self.live)
            )?;
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(io::stdout(), style::Print('\r'), Clear(ClearType::CurrentLine), cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// The beginning of a line that fits into `columns`.
fn beginning(line: &str, columns: usize) -> String {
    let mut used = 0;
    let fitting = line.chars().take_while(|letter| {
        used += letter.width().unwrap_or(0);
        used <= columns
    });
    let beginning: String = fitting.collect();
    if beginning.len() == line.len() { beginning } else { ended(beginning) }
}

/// With an ellipsis in place of its end.
fn ended(mut line: String) -> String {
    line.pop();
    line.push('…');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_the_terminal_ends() {
        assert_eq!(beginning("Ana: good morning", 40), "Ana: good morning");
        assert_eq!(beginning("Ana: good morning", 8), "Ana: go…");
        assert_eq!(beginning("早上好朋友", 6), "早上…", "some letters are two columns wide");
        assert_eq!(beginning("abc", 0), "…");
    }
}
