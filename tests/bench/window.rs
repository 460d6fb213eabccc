//! From the start to a window that can be used, beside a blank Tauri window; and from the click on a session of
//! 100,000 messages to its first painted row, beside one of a hundred.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::program;
use causerie_tests::window::Window;
use serde_json::json;

const ROUNDS: usize = 5;

/// Scrolls a pane by 400 pixels a frame and gives what each frame took, in milliseconds: the score, or a plain list of
/// the rows that it shows now, over and over, with nothing to be done for any of them.
const SCROLL: &str = "
    const [plain, done] = arguments;
    const score = document.querySelector('[data-score]');
    let pane = score;
    if (plain) {
      pane = document.createElement('div');
      Object.assign(pane.style, { position: 'absolute', inset: '0', overflow: 'hidden auto', contain: 'strict',
        background: getComputedStyle(document.body).backgroundColor });
      const rows = [...score.querySelectorAll('[data-index]')];
      for (let n = 0; n < 40; n++) pane.append(...rows.map((row) => row.cloneNode(true)));
      score.parentElement.append(pane);
    }
    const times = [];
    let last = performance.now();
    const step = (now) => {
      times.push(now - last);
      last = now;
      pane.scrollTop += 400;
      if (times.length < 110) return requestAnimationFrame(step);
      if (plain) pane.remove();
      done(times.slice(10));
    };
    requestAnimationFrame(() => { pane.scrollTop = 400; requestAnimationFrame(step); });";

fn main() -> Result<()> {
    let desk = Desk::new()?;
    add(&desk, "few", 100)?;
    add(&desk, "many", 100_000)?;

    let blank = program("examples/blank")?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let window = Window::open(&desk, None, &[])?;
        window.until("a usable window", "return performance.getEntriesByName('usable').length > 0")?;
        ours.push(begun.elapsed().as_secs_f64() * 1000.0);
        drop(window);
        let begun = Instant::now();
        let window = Window::open_program(&blank, &desk, None, &[])?;
        window.until("a blank window", "return document.readyState === 'complete'")?;
        theirs.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    report("start to a usable window", "a blank Tauri window", &mut ours, &mut theirs);

    let window = Window::open(&desk, None, &[])?;
    window.find("button", "many…")?;
    let (mut many, mut few) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        many.push(open(&window, "many")?);
        few.push(open(&window, "few")?);
    }
    report("opening 100,000 messages to the first painted row", "opening 100", &mut many, &mut few);

    open(&window, "many")?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.extend(scroll(&window, false)?);
        theirs.extend(scroll(&window, true)?);
    }
    report("a frame of scrolling 100,000 messages", "a plain list of the same rows", &mut ours, &mut theirs);
    let slow = |frames: &[f64]| frames[frames.len() * 95 / 100];
    println!("  95 of 100 frames within {:.0} ms; the plain list {:.0} ms", slow(&ours), slow(&theirs));
    Ok(())
}

fn scroll(window: &Window, plain: bool) -> Result<Vec<f64>> {
    let frames = window.eval_async(SCROLL, vec![json!(plain)])?;
    Ok(frames.as_array().context("frames")?.iter().filter_map(serde_json::Value::as_f64).collect())
}

fn add(desk: &Desk, title: &str, messages: u32) -> Result<()> {
    let talk = desk.path(&format!("{title}.wav"));
    write_wav(&talk, 60_000, &[])?;
    let mut chat = String::new();
    for n in 0..messages {
        let at = n / 2;
        writeln!(
            chat,
            "{:02}:{:02}:{:02}\tPerson {}:\tmessage {n}",
            at / 3600,
            at / 60 % 60,
            at % 60,
            n % 300
        )?;
    }
    let chat = desk.write(&format!("{title}.txt"), chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), "--title".as_ref(), title.as_ref()])?;
    Ok(())
}

/// Clicks on a session in the list and gives the milliseconds until its first row is painted.
fn open(window: &Window, title: &str) -> Result<f64> {
    let script = "const [title, done] = arguments;
        const item = [...document.querySelectorAll('nav button')].find((e) => e.textContent.trim().startsWith(title));
        const begun = performance.now();
        item.click();
        const look = () => {
          const shown = document.querySelector('h1')?.textContent.trim() === title && document.querySelector('article');
          if (shown) requestAnimationFrame(() => done(performance.now() - begun)); else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);";
    window.eval_async(script, vec![json!(title)])?.as_f64().context("a time")
}

fn report(what: &str, peer: &str, ours: &mut [f64], theirs: &mut [f64]) {
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let (ours, theirs) = (ours[ours.len() / 2], theirs[theirs.len() / 2]);
    println!("{what}: {ours:.0} ms; {peer} {theirs:.0} ms; ratio {:.2}", ours / theirs);
}
