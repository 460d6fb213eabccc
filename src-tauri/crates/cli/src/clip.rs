use std::io::Write;

use causerie_app::model::TimeMs;
use causerie_app::wire::{AppError, Code, NameReplaced};
use causerie_app::{
    App, ClipOptions, ClipSpan, ClipWritten, ExcerptOptions, HideNames, NameStyle, SoundWish,
};
use serde::Serialize;

use crate::arguments::{Clip, Excerpt};
use crate::export::{left_out, named};
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Batch<'a> {
    clips: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    title: &'a str,
    #[serde(flatten)]
    clip: &'a ClipWritten,
}

#[derive(Serialize)]
struct Names {
    names: Vec<NameReplaced>,
}

impl Excerpt {
    pub(crate) fn sound(&self) -> SoundWish {
        SoundWish { kind: self.audio.map(Into::into).unwrap_or_default(), fade: self.fade.map(TimeMs::new) }
    }

    /// What excerpts have in common; names are hidden for their list too.
    pub(crate) fn options(&self) -> Result<ExcerptOptions, AppError> {
        let style: Option<NameStyle> = self.hide_names.map(Into::into);
        let style = style.or_else(|| self.list_names.then_some(NameStyle::MadeUp));
        if style.is_none() && !(self.also.is_empty() && self.except.is_empty()) {
            let help = "Say --hide-names too, or leave out --also and --except.";
            return Err(AppError::new(Code::Failed, "names are not hidden", help));
        }
        let hide =
            style.map(|style| HideNames { style, also: self.also.clone(), except: self.except.clone() });
        Ok(ExcerptOptions {
            even: self.even,
            private: self.private,
            context: self.context,
            hide,
            redactions: Vec::new(),
        })
    }
}

pub(crate) fn run(app: &App, command: &Clip, output: &mut Output) -> Result<(), Stop> {
    let (spans, lines) = spans(app, command, output)?;
    let mut excerpt = command.excerpt.options()?;
    if let Some(span) = spans.first() {
        excerpt.redactions = command.redact.iter().map(|redaction| (span.session, *redaction)).collect();
    }
    if command.excerpt.list_names {
        return list_names(app, &spans, &excerpt, output);
    }
    let Some(out) = &command.output else { return Ok(()) };
    let options = ClipOptions {
        sound: command.excerpt.sound(),
        with: command.with.clone(),
        excerpt,
        force: command.excerpt.force,
    };
    let (job, bar) = output.job();
    let written = app.clips(&spans, &options, out, &job);
    bar.finish_and_clear();
    let written = written?;
    let remark = left_out(written.private_left_out);
    if command.csv.is_none() {
        for clip in written.clips {
            let clip = clip.map_err(named)?;
            output.result(&clip, |out| tell(&clip, out))?;
            match (&clip.why_encoded, command.excerpt.audio) {
                (None, None) => {
                    output.remark(&format!("the sound is copied as it is coded: {}", clip.audio.codec))
                }
                _ => output.remark(&encoded(&clip)),
            }
        }
        output.remark(&remark);
        return Ok(());
    }
    let mut done = Vec::new();
    for (line, outcome) in lines.iter().zip(&written.clips) {
        match outcome {
            Ok(clip) => done.push(Line { line: *line, title: &clip.title, clip }),
            Err(error) => output
                .refusal(&AppError { message: format!("line {line}: {}", error.message), ..error.clone() }),
        }
    }
    output.result(&Batch { clips: done }, |out| {
        written.clips.iter().flatten().try_for_each(|clip| tell(clip, out))
    })?;
    for clip in written.clips.iter().flatten() {
        output.remark(&encoded(clip));
    }
    output.remark(&remark);
    Ok(())
}

/// The clips that are wanted, and in a table the lines on which they stand.
fn spans(app: &App, command: &Clip, output: &mut Output) -> Result<(Vec<ClipSpan>, Vec<u64>), Stop> {
    if let Some(file) = &command.csv {
        let mut good = (Vec::new(), Vec::new());
        for line in app.read_spans(file)? {
            match line.span {
                Ok(span) => {
                    good.0.push(span);
                    good.1.push(line.line);
                }
                Err(error) => output.refusal(&error),
            }
        }
        return Ok(good);
    }
    let session = app.find(command.session.as_deref().unwrap_or_default())?.id;
    let span = ClipSpan {
        session,
        from: command.from.unwrap_or_default(),
        to: command.to.unwrap_or_default(),
        title: command.title.clone().unwrap_or_default(),
        note: String::new(),
        tags: Vec::new(),
    };
    Ok((vec![span], Vec::new()))
}

pub(crate) fn list_names(
    app: &App,
    spans: &[ClipSpan],
    options: &ExcerptOptions,
    output: &Output,
) -> Result<(), Stop> {
    let (job, bar) = output.job();
    let names = app.names_replaced(spans, options, &job);
    bar.finish_and_clear();
    let names = names?;
    output.result(&Names { names: names.clone() }, |out| {
        for replaced in &names {
            writeln!(out, "{} → {}", replaced.name, replaced.by)?;
            for form in &replaced.forms {
                let stays = if form.replaced { "" } else { ", stays" };
                writeln!(out, "    {} {}×{stays}: {}", form.text, form.count, form.example)?;
            }
        }
        Ok(())
    })
}

fn tell(clip: &ClipWritten, out: &mut dyn Write) -> std::io::Result<()> {
    clip.files.iter().try_for_each(|file| writeln!(out, "Wrote {file}"))
}

/// Why the sound is no copy, for people.
fn encoded(clip: &ClipWritten) -> String {
    match &clip.why_encoded {
        Some(why) => {
            format!("{}: the sound was encoded anew as {}, since {why}", clip.title, clip.audio.codec)
        }
        None => String::new(),
    }
}
