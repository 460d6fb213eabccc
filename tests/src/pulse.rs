//! Real sound on a machine without a card: a PulseAudio server of the test's own, whose sink leads nowhere and whose
//! monitor tells what a listener would hear.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::clicks::RATE;
use crate::wait_for;

/// A sound server, killed when dropped.
pub struct Pulse {
    folder: TempDir,
    server: Child,
}

impl Pulse {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// If PulseAudio is not installed (`scripts/setup.sh test`) or does not come up.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("causerie-sound-").tempdir()?;
        let run = folder.path().join("run/pulse");
        std::fs::create_dir_all(&run)?;
        for private in [folder.path().join("run"), run] {
            std::fs::set_permissions(private, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        }
        let set_up = format!(
            "load-module module-native-protocol-unix auth-anonymous=1\n\
             load-module module-null-sink sink_name=out rate={RATE} channels=2 format=s16le\n\
             set-default-sink out\n"
        );
        std::fs::write(folder.path().join("start.pa"), set_up)?;
        std::fs::write(
            folder.path().join(".asoundrc"),
            "pcm.!default {type pulse}\nctl.!default {type pulse}\n",
        )?;
        let server = serve(&folder)?;
        let pulse = Self { folder, server };
        pulse.wait()?;
        Ok(pulse)
    }

    /// Kills the server, as if the sound of the machine broke down.
    ///
    /// # Errors
    /// If it is gone already.
    pub fn kill(&mut self) -> Result<()> {
        self.server.kill()?;
        self.server.wait()?;
        Ok(())
    }

    /// Starts a server in place of the one that was killed.
    ///
    /// # Errors
    /// As [`Pulse::start`].
    pub fn restart(&mut self) -> Result<()> {
        self.server = serve(&self.folder)?;
        self.wait()
    }

    /// Asks the server by `pactl`; gives what it answers.
    ///
    /// # Errors
    /// If it refuses.
    pub fn ask(&self, question: &[&str]) -> Result<String> {
        let output = Command::new("pactl").args(question).envs(self.environment()).output()?;
        ensure!(output.status.success(), "pactl {question:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    fn wait(&self) -> Result<()> {
        wait_for("the sound server", Duration::from_secs(20), || self.ask(&["info"]).ok().map(drop))
    }

    /// What a program needs in its environment to sound here.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        environment(&self.folder)
    }

    /// Begins to record what is heard.
    ///
    /// # Errors
    /// If `parec` can't be started.
    pub fn listen(&self) -> Result<Capture> {
        let mut child = Command::new("parec")
            .args([
                "-d",
                "out.monitor",
                "--format=s16le",
                &format!("--rate={RATE}"),
                "--channels=1",
                "--latency-msec=5",
                "--raw",
            ])
            .envs(self.environment())
            .stdout(Stdio::piped())
            .spawn()
            .context("parec is needed: scripts/setup.sh test")?;
        let mut pipe = child.stdout.take().context("a pipe")?;
        let heard = Arc::new(Mutex::new(Heard::default()));
        let writer = Arc::clone(&heard);
        let reader = std::thread::spawn(move || {
            let mut buffer = [0_u8; 4096];
            while let Ok(read @ 1..) = pipe.read(&mut buffer) {
                writer.lock().unwrap_or_else(PoisonError::into_inner).take(&buffer[..read]);
            }
        });
        Ok(Capture { child, reader: Some(reader), heard })
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn serve(folder: &TempDir) -> Result<Child> {
    Command::new("pulseaudio")
        .args(["-n", "-F"])
        .arg(folder.path().join("start.pa"))
        .args([
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--disallow-exit",
            "--use-pid-file=no",
            "--log-level=error",
        ])
        .envs(environment(folder))
        .stderr(Stdio::null())
        .spawn()
        .context("pulseaudio is needed: scripts/setup.sh test")
}

fn environment(folder: &TempDir) -> Vec<(&'static str, PathBuf)> {
    let at = |name: &str| folder.path().join(name);
    let socket = PathBuf::from(format!("unix:{}", at("run/pulse/native").display()));
    vec![
        ("HOME", folder.path().to_owned()),
        ("XDG_RUNTIME_DIR", at("run")),
        ("PULSE_RUNTIME_PATH", at("run/pulse")),
        ("PULSE_SERVER", socket),
    ]
}

/// What was heard so far, and when the first of it was.
#[derive(Default)]
struct Heard {
    bytes: Vec<u8>,
    /// The earliest moment at which frame 0 can have sounded, by every piece that came: each piece came at or after
    /// its last frame, so the smallest of these is the nearest.
    zero: Option<Instant>,
}

impl Heard {
    fn take(&mut self, piece: &[u8]) {
        let now = Instant::now();
        self.bytes.extend_from_slice(piece);
        let frames = self.bytes.len() as f64 / 2.0;
        let zero = now.checked_sub(Duration::from_secs_f64(frames / f64::from(RATE)));
        self.zero = match (self.zero, zero) {
            (Some(known), Some(zero)) => Some(known.min(zero)),
            (known, zero) => known.or(zero),
        };
    }
}

/// A recording of what is heard, under way.
pub struct Capture {
    child: Child,
    reader: Option<JoinHandle<()>>,
    heard: Arc<Mutex<Heard>>,
}

impl Capture {
    /// Ends it and gives the mono samples, with the moment at which the first of them sounded.
    ///
    /// # Errors
    /// If nothing was heard at all.
    pub fn stop(mut self) -> Result<(Vec<i16>, Instant)> {
        self.child.kill()?;
        self.child.wait()?;
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        let heard = std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        let samples = heard.bytes.as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();
        Ok((samples, heard.zero.context("nothing was heard")?))
    }
}
