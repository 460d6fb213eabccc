//! A sound server of the test's own with sinks that go nowhere, and a recording of what came to one.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How the player reaches the server.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Host {
    /// By the server's own protocol.
    Pulse,
    /// By ALSA, whose default plays through the server.
    Alsa,
}

/// The rate of the sinks, frames a second.
pub(crate) const RATE: u32 = 48_000;

/// A PulseAudio server in a folder of its own; gone when dropped.
pub(crate) struct Pulse {
    dir: tempfile::TempDir,
    server: Child,
}

impl Pulse {
    /// Starts a server and waits until it answers.
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = serve(dir.path());
        let pulse = Self { dir, server };
        pulse.wait();
        pulse
    }

    /// A command that finds this server and no other.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        surround(&mut command, self.dir.path());
        command
    }

    /// A player that finds this server in this way and no other.
    pub(crate) fn player(&self, program: impl AsRef<std::ffi::OsStr>, host: Host) -> Command {
        let mut command = self.command(program);
        match host {
            Host::Pulse => {}
            Host::Alsa => {
                for name in ["PULSE_SERVER", "PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"] {
                    command.env_remove(name);
                }
            }
        }
        command
    }

    /// Tells the server something by `pactl`, and gives its answer.
    pub(crate) fn tell(&self, words: &[&str]) -> String {
        let output = self.command("pactl").args(words).output().unwrap();
        assert!(output.status.success(), "pactl {words:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Tells the server something by `pactl`, or by a signal.
    pub(crate) fn told(&self, words: &str) {
        if words.contains(' ') {
            self.tell(&words.split(' ').collect::<Vec<_>>());
        } else {
            super::run("kill", &["-s", words, &self.server.id().to_string()]);
        }
    }

    /// Kills the server, as when a sound card is pulled out.
    pub(crate) fn kill(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }

    /// Starts it again.
    pub(crate) fn restart(&mut self) {
        self.server = serve(self.dir.path());
        self.wait();
    }

    fn wait(&self) {
        let start = Instant::now();
        while !self.command("pactl").arg("info").output().is_ok_and(|output| output.status.success()) {
            assert!(start.elapsed() < Duration::from_secs(10), "pulseaudio does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Records what comes to a sink from now on.
    pub(crate) fn record(&self, sink: &str) -> Recording {
        let mut parec = self
            .command("parec")
            .arg(format!("--device={sink}.monitor"))
            .args(["--format=s16le", "--channels=1", "--latency-msec=5", "--raw"])
            .arg(format!("--rate={RATE}"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("parec must be installed for the tests");
        let mut stdout = parec.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut heard = Heard { samples: Vec::new(), arrivals: Vec::new() };
            let mut bytes = [0_u8; 4096];
            let mut odd = Vec::new();
            loop {
                let count = stdout.read(&mut bytes).unwrap_or(0);
                if count == 0 {
                    return heard;
                }
                let now = Instant::now();
                odd.extend_from_slice(&bytes[..count]);
                let whole = odd.len() / 2 * 2;
                heard.samples.extend(odd[..whole].as_chunks::<2>().0.iter().map(|b| i16::from_le_bytes(*b)));
                odd.drain(..whole);
                heard.arrivals.push((heard.samples.len(), now));
            }
        });
        Recording { parec, reader: Some(reader) }
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.kill();
    }
}

fn surround(command: &mut Command, dir: &Path) {
    let run = dir.join("run");
    command
        .env("HOME", dir)
        .env("XDG_RUNTIME_DIR", &run)
        .env("PULSE_RUNTIME_PATH", run.join("pulse"))
        .env("PULSE_SERVER", format!("unix:{}", run.join("pulse/native").display()))
        .env_remove("DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS");
}

fn serve(dir: &Path) -> Child {
    use std::os::unix::fs::PermissionsExt;
    let runtime = dir.join("run/pulse");
    let _ = std::fs::remove_dir_all(&runtime);
    std::fs::create_dir_all(&runtime).unwrap();
    std::fs::set_permissions(dir.join("run"), std::fs::Permissions::from_mode(0o700)).unwrap();
    let script = dir.join("start.pa");
    let sink = |name: &str| {
        format!("load-module module-null-sink sink_name={name} rate={RATE} channels=2 format=s16le\n")
    };
    let lines = format!(
        "load-module module-native-protocol-unix auth-anonymous=1\n{}{}set-default-sink out\n",
        sink("out"),
        sink("other")
    );
    std::fs::write(&script, lines).unwrap();
    let server = format!("server \"unix:{}\"", runtime.join("native").display());
    let alsa = format!("pcm.!default {{ type pulse {server} }}\nctl.!default {{ type pulse {server} }}\n");
    std::fs::write(dir.join(".asoundrc"), alsa).unwrap();
    let mut command = Command::new("pulseaudio");
    surround(&mut command, dir);
    command
        .arg("-n")
        .arg("-F")
        .arg(&script)
        .args(["--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no"])
        .stderr(Stdio::null())
        .spawn()
        .expect("pulseaudio must be installed for the tests")
}

/// A recording under way.
pub(crate) struct Recording {
    parec: Child,
    reader: Option<JoinHandle<Heard>>,
}

/// What was recorded.
pub(crate) struct Heard {
    /// In one channel.
    pub(crate) samples: Vec<i16>,
    /// How many samples there were when.
    arrivals: Vec<(usize, Instant)>,
}

impl Heard {
    /// When a sample was heard, in milliseconds since `zero`.
    ///
    /// A null sink hands on what it renders, half a millisecond ahead of its time, and while it starts and stops
    /// its clock may slip; so the least delay of what arrived in the quarter of a second around is taken.
    pub(crate) fn time(&self, sample: usize, zero: Instant) -> f64 {
        let near = RATE as usize / 8;
        let start = self
            .arrivals
            .iter()
            .filter(|(count, _)| count.abs_diff(sample) < near)
            .map(|(count, at)| ms_since(*at, zero) - *count as f64 * 1000.0 / f64::from(RATE))
            .fold(f64::MAX, f64::min);
        start + sample as f64 * 1000.0 / f64::from(RATE)
    }
}

fn ms_since(at: Instant, zero: Instant) -> f64 {
    match at.checked_duration_since(zero) {
        Some(after) => after.as_secs_f64() * 1000.0,
        None => -zero.duration_since(at).as_secs_f64() * 1000.0,
    }
}

impl Recording {
    /// Ends the recording.
    pub(crate) fn stop(mut self) -> Heard {
        let _ = self.parec.kill();
        let _ = self.parec.wait();
        self.reader.take().unwrap().join().unwrap()
    }
}
