use causerie_app::App;

use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, session: Option<&str>, output: &Output) -> Result<(), Stop> {
    let session = session.map(|text| app.find(text)).transpose()?.map(|card| card.id);
    let (job, bar) = output.job();
    let verified = app.verify(session, &job);
    bar.finish_and_clear();
    let verified = verified?;
    output.result(&verified, |out| {
        for bad in &verified.bad {
            writeln!(out, "{}: {}", bad.file, bad.reason)?;
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
