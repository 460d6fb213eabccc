use std::io::{self, Write};
use std::path::Path;

use causerie_app::{About, about};

use crate::output::{Output, Stop};

pub(crate) fn run(file: &Path, output: &Output) -> Result<(), Stop> {
    let about = about(file)?;
    output.result(&about, |out| print(&about, out))
}

fn print(about: &About, out: &mut dyn Write) -> io::Result<()> {
    let channels = match about.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    };
    writeln!(out, "{}: {}, {} Hz, {channels}", about.file, about.codec, about.sample_rate)?;
    if about.core_only {
        writeln!(out, "  without its highest frequencies: HE-AAC is played at its core")?;
    }
    writeln!(out, "  length   {} ({} frames)", about.duration_ms, about.frames)?;
    match about.header_duration_ms {
        Some(header) if header != about.duration_ms => {
            let off = (header - about.duration_ms).as_seconds();
            writeln!(out, "  header   {header}, {off:+.3} s off")?;
        }
        Some(_) => writeln!(out, "  header   the same")?,
        None => writeln!(out, "  header   claims no length")?,
    }
    let tags = [
        ("title", &about.title),
        ("artist", &about.artist),
        ("album", &about.album),
        ("comment", &about.comment),
    ];
    for (name, text) in tags {
        if let Some(text) = text {
            writeln!(out, "  {name:8} {}", text.replace(char::is_control, " "))?;
        }
    }
    for start in &about.starts {
        let may = if start.trust == "start" { "began" } else { "made" };
        writeln!(out, "  {may:8} {}, by {}", start.at, start.from)?;
    }
    for chapter in &about.chapters {
        let title = chapter.title.replace(char::is_control, " ");
        writeln!(out, "  chapter  {:>9}  {title}", chapter.start_ms.to_string())?;
    }
    Ok(())
}
