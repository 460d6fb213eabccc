use causerie_app::App;

use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, session: Option<&str>, last: bool, output: &Output) -> Result<(), Stop> {
    let session = session.map(|text| app.find(text)).transpose()?.map(|card| card.id);
    if last {
        return tell_last(app, session, output);
    }
    let (job, bar) = output.job();
    let verified = app.verify(session, &job);
    bar.finish_and_clear();
    let verified = verified?;
    output.result(&verified, |out| {
        for bad in &verified.bad {
            writeln!(out, "{}: {}", bad.file, bad.reason)?;
        }
        for warning in &verified.warnings {
            writeln!(out, "warning: {warning}")?;
        }
        let state = if verified.bad.is_empty() {
            "all as it should be".to_owned()
        } else {
            format!("{} bad", verified.bad.len())
        };
        writeln!(
            out,
            "{} sessions, {} files, {} bytes: {state}",
            verified.sessions, verified.files, verified.bytes
        )
    })?;
    if verified.bad.is_empty() { Ok(()) } else { Err(Stop::Unclean) }
}

fn tell_last(
    app: &App,
    session: Option<causerie_app::model::SessionId>,
    output: &Output,
) -> Result<(), Stop> {
    let last = app.last_verified(session)?;
    output.result(&last, |out| {
        for check in &last.checked {
            let state = if check.bad == 0 { "well".to_owned() } else { format!("{} bad", check.bad) };
            writeln!(out, "{}  {state:8}  {}", check.at, check.title)?;
        }
        let oldest = last.oldest.as_deref().unwrap_or("never");
        writeln!(
            out,
            "{} sessions, {} never checked, {} with something bad; oldest check: {oldest}",
            last.sessions, last.never, last.bad
        )
    })
}
