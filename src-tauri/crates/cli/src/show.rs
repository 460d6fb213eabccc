use causerie_app::App;

use crate::log::line;
use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, session: &str, redacted: bool, output: &Output) -> Result<(), Stop> {
    let show = app.show(app.find(session)?.id, redacted)?;
    output.result(&show, |out| {
        let about = &show.session;
        writeln!(out, "{}", about.title)?;
        let date = about.date.as_deref().unwrap_or("undated");
        writeln!(
            out,
            "{date}, {}, {} people, {}",
            about.duration,
            about.people,
            app.folder().join(&about.folder).display()
        )?;
        for recording in &show.recordings {
            writeln!(out, "  {}  {}  {}", recording.id, recording.path, recording.duration)?;
        }
        for log in &show.logs {
            let method = format!("{:?}", log.alignment.method).to_lowercase();
            let role = format!("{:?}", log.role).to_lowercase();
            writeln!(
                out,
                "  {}  {}  {role} ({}), {} messages, alignment {method}",
                log.id, log.path, log.format, log.messages
            )?;
        }
        for shown in &show.messages {
            let mark = if shown.off_record { "·" } else { " " };
            writeln!(out, "{:>9}{mark} {}", shown.at.to_string(), line(&shown.message))?;
        }
        Ok(())
    })
}
