//! A hand on the screen's own mouse and keyboard, for what lies outside of the page: files that are dragged in from
//! another program, and the system's dialogs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::wait_for;
use crate::window::PATIENCE;

/// Where the files lie that are dragged: beside the window.
const FILES: (i32, i32) = (1480, 40);

/// The mouse and the keyboard of one screen.
pub struct Hand {
    display: String,
}

impl Hand {
    pub(crate) fn on(display: &str) -> Self {
        Self { display: display.to_owned() }
    }

    /// Does what `xdotool` calls by these words, and gives what it prints.
    ///
    /// # Errors
    /// If it is missing (`scripts/setup.sh test`), or fails, as when no window has the name that is looked for.
    pub fn x(&self, words: &[&str]) -> Result<String> {
        let output = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.display)
            .output()
            .context("xdotool is needed: scripts/setup.sh test")?;
        ensure!(output.status.success(), "xdotool {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Takes files from another program and moves them over a point, until `over` says that they are felt there.
    ///
    /// # Errors
    /// If that program can't be started, or the files are never felt.
    pub fn drag(
        &self,
        files: &[&Path],
        to: (i32, i32),
        over: impl Fn() -> Result<bool>,
    ) -> Result<Dragged<'_>> {
        let mut source = Source::start(&self.display, files)?;
        let (x, y) = FILES;
        source.says("shown")?;
        self.x(&["mousemove", &(x + 50).to_string(), &(y + 50).to_string(), "mousedown", "1"])?;
        self.x(&["mousemove", &(x + 30).to_string(), &(y + 70).to_string()])?;
        source.says("taken")?;
        let begun = Instant::now();
        let mut step = 0;
        while !over()? {
            ensure!(
                begun.elapsed() < PATIENCE,
                "the files are dragged over the window, which does not feel it"
            );
            step = (step + 1) % 7;
            self.x(&["mousemove", &(to.0 + step).to_string(), &to.1.to_string()])?;
        }
        Ok(Dragged { hand: self, source })
    }

    /// Waits for a window with this title, and gives it the keyboard, as there is no window manager that would.
    ///
    /// # Errors
    /// If there is none.
    pub fn turn_to(&self, title: &str) -> Result<()> {
        let name = format!("^{title}$");
        let turn = || self.x(&["search", "--onlyvisible", "--name", &name, "windowraise", "windowfocus"]);
        wait_for(&format!("a window {title:?}"), PATIENCE, || turn().ok()).map(drop)
    }

    /// Types the path of a file or a folder into the system's dialog for that, and chooses it.
    ///
    /// # Errors
    /// If the dialog does not come, or stays.
    pub fn choose(&self, dialog: &str, file: &Path) -> Result<()> {
        let name = format!("^{dialog}$");
        let path = file.display().to_string();
        wait_for("the end of the dialog", 4 * PATIENCE, || {
            // What is typed while it still lists the folder may be lost; so it is typed again in place of that, in the
            // field for places, which Ctrl L turns to.
            self.turn_to(dialog).ok()?;
            self.x(&["key", "ctrl+l", "ctrl+a"]).ok()?;
            self.x(&["type", "--delay", "20", &path]).ok()?;
            let gone = || self.x(&["search", "--onlyvisible", "--name", &name]).is_err().then_some(());
            // The first one may only take it to a folder, which the second chooses.
            (0..2).find_map(|_| {
                self.x(&["key", "Return"]).ok()?;
                wait_for("its end", Duration::from_millis(1500), gone).ok()
            })
        })
    }
}

/// Files that are held over the window.
pub struct Dragged<'h> {
    hand: &'h Hand,
    source: Source,
}

impl Dragged<'_> {
    /// Lets go of them.
    ///
    /// # Errors
    /// If the other program does not see the end of it.
    pub fn drop_here(mut self) -> Result<()> {
        self.hand.x(&["mouseup", "1"])?;
        self.source.ends()
    }
}

/// The other program.
struct Source {
    program: Child,
    said: BufReader<ChildStdout>,
}

impl Source {
    fn start(display: &str, files: &[&Path]) -> Result<Self> {
        let uris = files.iter().map(|file| format!("file://{}", file.display()));
        // Debian's own Python: GTK comes to no other.
        let mut program = Command::new("/usr/bin/python3")
            .args(["-c", include_str!("files.py")])
            .args([FILES.0.to_string(), FILES.1.to_string()])
            .args(uris)
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            .stdout(Stdio::piped())
            .spawn()
            .context("python3-gi is needed: scripts/setup.sh test")?;
        let said = BufReader::new(program.stdout.take().context("a pipe")?);
        Ok(Self { program, said })
    }

    fn says(&mut self, word: &str) -> Result<()> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        if line.trim() != word {
            bail!("the program that files are dragged from said {line:?}, not {word:?}");
        }
        Ok(())
    }

    /// Its output ends when it does.
    fn ends(&mut self) -> Result<()> {
        self.says("")?;
        ensure!(self.program.wait()?.success(), "the drag ended badly");
        Ok(())
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
