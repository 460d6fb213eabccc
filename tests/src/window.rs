//! The real window, driven through `tauri-driver` on a screen that leads nowhere.

use std::ffi::OsStr;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::desk::Desk;
use crate::hand::Hand;
use crate::program;
use crate::pulse::Pulse;

/// How long an element may take to appear.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The member by which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds what is shown with a role and a name, as a screen reader would; a name that ends in `…` is a beginning.
const FIND: &str = r#"
const [role, name] = arguments;
const tags = { button: 'button', searchbox: 'input[type=search]', list: 'ul,ol', article: 'article', link: 'a[href]',
  listitem: 'li', checkbox: 'input[type=checkbox]', heading: 'h1,h2,h3', navigation: 'nav', main: 'main', complementary: 'aside', textbox: 'input,textarea',
  dialog: 'dialog', radio: 'input[type=radio]', slider: 'input[type=range]', spinbutton: 'input[type=number]' };
const nameOf = (e) => {
  const by = (e.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)
    .map((id) => document.getElementById(id)?.textContent || '').join(' ');
  const label = e.labels && e.labels[0] ? e.labels[0].textContent : '';
  return (e.getAttribute('aria-label') || by || label || e.textContent || '').replace(/\s+/g, ' ').trim();
};
const fits = (e) => name === '' || (name.endsWith('…') ? nameOf(e).startsWith(name.slice(0, -1)) : nameOf(e) === name);
const shown = (e) => e.getClientRects().length > 0;
const all = document.querySelectorAll(`[role=${role}]` + (tags[role] ? ',' + tags[role] : ''));
return [...all].find((e) => (e.getAttribute('role') || role) === role && shown(e) && fits(e)) || null;
"#;

/// Causerie's window, open; closed when dropped.
pub struct Window {
    runtime: Runtime,
    client: Option<Client>,
    driver: Child,
    screen: Screen,
    _turn: MutexGuard<'static, ()>,
}

/// One window at a time: two that are drawn without a graphics card would slow each other down.
static TURN: Mutex<()> = Mutex::new(());

impl Window {
    /// Opens the window on a desk's archive, with sound where there is some, and the given arguments. Programs in the
    /// desk's folder `bin` come before the system's.
    ///
    /// # Errors
    /// If a program it needs is missing (`scripts/setup.sh test`) or the window does not come up.
    pub fn open(desk: &Desk, sound: Option<&Pulse>, arguments: &[&str]) -> Result<Self> {
        Self::open_program(&program("causerie-desktop")?, desk, sound, arguments)
    }

    /// The same for another program with a window.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub fn open_program(
        program: &Path,
        desk: &Desk,
        sound: Option<&Pulse>,
        arguments: &[&str],
    ) -> Result<Self> {
        let driver = std::env::var_os("CAUSERIE_TAURI_DRIVER").unwrap_or_else(|| "tauri-driver".into());
        let (port, native_port) = (free_port()?, free_port()?);
        let words =
            ["--port", &port.to_string(), "--native-port", &native_port.to_string()].map(str::to_owned);
        let options = json!({ "tauri:options": { "application": program, "args": arguments } });
        Self::start(&driver, &words, port, &options, desk, sound)
    }

    /// Opens Chromium.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub fn open_chromium(desk: &Desk, sound: Option<&Pulse>) -> Result<Self> {
        let profile = format!("--user-data-dir={}", desk.path("chromium").display());
        // The sandbox needs a user who is not root.
        let options =
            json!({ "goog:chromeOptions": { "args": ["--no-sandbox", "--no-first-run", profile] } });
        let port = free_port()?;
        Self::start("chromedriver".as_ref(), &[format!("--port={port}")], port, &options, desk, sound)
    }

    fn start(
        driver: &OsStr,
        words: &[String],
        port: u16,
        capabilities: &Value,
        desk: &Desk,
        sound: Option<&Pulse>,
    ) -> Result<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let screen = Screen::start()?;
        let mut path = std::ffi::OsString::from(desk.path("bin"));
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let home = desk.path("home");
        std::fs::create_dir_all(&home)?;
        let mut command = Command::new("dbus-run-session");
        command
            .arg("--")
            .arg(driver)
            .args(words)
            .envs(sound.map(Pulse::environment).unwrap_or_default())
            .env("HOME", home)
            .env("PATH", path)
            .env("DISPLAY", &screen.display)
            .env("CAUSERIE_ARCHIVE", desk.archive())
            .env("CAUSERIE_INDEX_DIR", desk.index())
            .env("GDK_BACKEND", "x11")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let driver = command
            .spawn()
            .context("dbus-run-session, tauri-driver and chromedriver are needed: scripts/setup.sh test")?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut window = Self { runtime, client: None, driver, screen, _turn: turn };
        window.client = Some(window.connect(port, capabilities)?);
        window.run(|client| async move { client.set_window_rect(0, 0, 1440, 860).await })?;
        Ok(window)
    }

    /// The address of the window's own message bus.
    ///
    /// # Errors
    /// If it is gone.
    pub fn bus(&self) -> Result<String> {
        let pid = self.driver.id();
        for child in std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?.split_whitespace() {
            let environment = std::fs::read(format!("/proc/{child}/environ"))?;
            let mut entries = environment.split(|byte| *byte == 0).map(String::from_utf8_lossy);
            if let Some(bus) =
                entries.find_map(|entry| Some(entry.strip_prefix("DBUS_SESSION_BUS_ADDRESS=")?.to_owned()))
            {
                return Ok(bus);
            }
        }
        bail!("the window has no bus")
    }

    fn connect(&self, port: u16, capabilities: &Value) -> Result<Client> {
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let begun = Instant::now();
        loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match self.runtime.block_on(builder.connect(&format!("http://127.0.0.1:{port}"))) {
                Ok(client) => return Ok(client),
                Err(error) if begun.elapsed() > PATIENCE => {
                    return Err(error).context("the window did not open");
                }
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    fn run<T, E, F>(&self, ask: impl FnOnce(Client) -> F) -> Result<T>
    where
        E: std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let client = self.client.clone().context("the window is open")?;
        Ok(self.runtime.block_on(ask(client))?)
    }

    /// Goes to a page, for a program that is a browser.
    ///
    /// # Errors
    /// If it can't be reached.
    pub fn go(&self, address: &str) -> Result<()> {
        self.run(|client| async move { client.goto(address).await })
    }

    /// Loads the page anew, and waits until it is there: a script that the page before still runs would fail.
    ///
    /// # Errors
    /// If it can't be loaded.
    pub fn reload(&self) -> Result<()> {
        self.run(|client| async move { client.refresh().await })
    }

    /// Runs a script in the window and gives what it returns.
    ///
    /// # Errors
    /// If it throws.
    pub fn eval(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.run(|client| async move { client.execute(script, arguments).await })
    }

    /// Runs a script that ends by calling its last argument.
    ///
    /// # Errors
    /// If it throws or never calls back.
    pub fn eval_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.run(|client| async move { client.execute_async(script, arguments).await })
    }

    /// What is shown with this role and name now.
    ///
    /// # Errors
    /// If the window does not answer.
    pub fn look(&self, role: &str, name: &str) -> Result<Option<Element>> {
        let found = self.eval(FIND, vec![json!(role), json!(name)])?;
        let id = found.get(ELEMENT).and_then(Value::as_str).map(|id| ElementRef::from(id.to_owned()));
        let client = self.client.clone().context("the window is open")?;
        Ok(id.map(|id| Element::from_element_id(client, id)))
    }

    /// Waits for an element with this role and name.
    ///
    /// # Errors
    /// If it does not appear; the error tells what the window shows instead.
    pub fn find(&self, role: &str, name: &str) -> Result<Element> {
        let begun = Instant::now();
        loop {
            if let Some(element) = self.look(role, name)? {
                return Ok(element);
            }
            if begun.elapsed() > PATIENCE {
                let text = self.eval("return document.body.innerText", vec![])?;
                bail!("no {role} {name:?} in the window, which shows: {text}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks what has this role and name, once it is there.
    ///
    /// # Errors
    /// If it does not appear or can't be clicked.
    pub fn click(&self, role: &str, name: &str) -> Result<()> {
        let element = self.find(role, name)?;
        Ok(self.runtime.block_on(element.click())?)
    }

    /// Types into a field.
    ///
    /// # Errors
    /// If it does not appear or takes no text.
    pub fn type_into(&self, role: &str, name: &str, text: &str) -> Result<()> {
        let element = self.find(role, name)?;
        Ok(self.runtime.block_on(element.send_keys(text))?)
    }

    /// Presses what has this role and name by a script, for what lies in a popover, which the driver does not reach.
    ///
    /// # Errors
    /// If it does not appear.
    pub fn push(&self, role: &str, name: &str) -> Result<()> {
        self.act_on(role, name, "click()")
    }

    /// Gives the keyboard to what has this role and name.
    ///
    /// # Errors
    /// If it does not appear.
    pub fn focus(&self, role: &str, name: &str) -> Result<()> {
        self.act_on(role, name, "focus()")
    }

    fn act_on(&self, role: &str, name: &str, act: &str) -> Result<()> {
        self.find(role, name)?;
        let script = format!("(function () {{ {FIND} }}).apply(null, arguments).{act}");
        self.eval(&script, vec![json!(role), json!(name)]).map(drop)
    }

    /// Writes a text into a field, key by key, in place of what it holds.
    ///
    /// # Errors
    /// If the field does not appear.
    pub fn write(&self, field: &str, text: &str) -> Result<()> {
        self.focus("textbox", field)?;
        self.press(&['\u{e009}', 'a'])?;
        self.press(&['\u{e003}'])?;
        text.chars().try_for_each(|key| self.press(&[key]))
    }

    /// Waits until the window shows these words.
    ///
    /// # Errors
    /// If it does not; the error tells what it shows instead.
    pub fn shows(&self, words: &str) -> Result<()> {
        let script = format!("return document.body.innerText.includes({})", json!(words));
        self.until(&format!("{words:?}"), &script).map(drop)
    }

    /// Presses keys together, as `['\u{e009}', 'k']` for Ctrl K, wherever the focus is.
    ///
    /// # Errors
    /// If the window does not answer.
    pub fn press(&self, keys: &[char]) -> Result<()> {
        let down = keys.iter().map(|&value| KeyAction::Down { value });
        let up = keys.iter().rev().map(|&value| KeyAction::Up { value });
        let actions = down.chain(up).fold(KeyActions::new("keyboard".into()), InputSource::then);
        self.run(|client| async move { client.perform_actions(actions).await })
    }

    /// Waits until a script returns something true, and gives it.
    ///
    /// # Errors
    /// If it stays false; the error says what was awaited.
    pub fn until(&self, what: &str, script: &str) -> Result<Value> {
        let begun = Instant::now();
        loop {
            let value = self.eval(script, vec![])?;
            let is_true = !matches!(&value, Value::Null | Value::Bool(false));
            if is_true {
                return Ok(value);
            }
            if begun.elapsed() > PATIENCE {
                bail!(
                    "{what} did not come; the window shows: {}",
                    self.eval("return document.body.innerText", vec![])?
                );
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Asks the program itself, by one of the window's commands.
    ///
    /// # Errors
    /// If the command fails.
    pub fn invoke(&self, command: &str, arguments: Value) -> Result<Value> {
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((ok) => done({ ok }), (error) => done({ error }))";
        let answer = self.eval_async(script, vec![json!(command), arguments])?;
        match answer.get("error") {
            Some(error) => bail!("{command}: {error}"),
            None => Ok(answer.get("ok").cloned().unwrap_or_default()),
        }
    }

    /// What the program takes of the machine's memory now.
    ///
    /// # Errors
    /// If one of its processes can't be found.
    pub fn memory(&self) -> Result<Memory> {
        let below = descendants(self.driver.id());
        let of = |name: &str| {
            let is = |pid: &&u32| status(**pid, "Name").is_some_and(|found| found == name);
            let size = below.iter().find(is).and_then(|pid| status(*pid, "VmRSS"));
            let size = size.and_then(|size| size.trim_end_matches(" kB").parse::<u64>().ok());
            size.with_context(|| format!("a process {name} below the window's driver"))
        };
        // The kernel keeps 15 characters of a name.
        Ok(Memory { program: of("causerie-deskto")?, page: of("WebKitWebProces")? })
    }

    /// A hand on the mouse and the keyboard of the window's screen.
    pub fn hand(&self) -> Hand {
        Hand::on(&self.screen.display)
    }

    /// Saves a picture of the window.
    ///
    /// # Errors
    /// If it can't be taken or written.
    pub fn screenshot(&self, path: &Path) -> Result<()> {
        let png = self.run(|client| async move { client.screenshot().await })?;
        Ok(std::fs::write(path, png)?)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
        let _ = Command::new("kill").args(["-TERM", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}

/// Resident memory, in kilobytes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Of the program itself.
    pub program: u64,
    /// Of the process that draws its page.
    pub page: u64,
}

/// All processes that came from this one.
fn descendants(pid: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, status(pid, "PPid")?.parse().ok()?)))
        .collect();
    let mut found = vec![pid];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(all.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        at += 1;
    }
    found
}

/// A line of what the kernel tells of a process.
fn status(pid: u32, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// A screen that leads nowhere.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb is needed: scripts/setup.sh test")?;
        let mut pipe = server.stdout.take().context("a pipe")?;
        let mut number = Vec::new();
        let mut byte = [0_u8];
        while pipe.read(&mut byte)? == 1 && byte != *b"\n" {
            number.extend(byte);
        }
        Ok(Self { server, display: format!(":{}", String::from_utf8(number)?) })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
