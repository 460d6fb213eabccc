use causerie_app::wire::{AppError, CatalogueFormat, Code, ExportOptions, ExportSound};
use causerie_app::{App, Exported};
use serde::Serialize;

use crate::arguments::{Catalogue, CatalogueTo, Export, How, SoundPlace};
use crate::output::{Output, Stop};

/// What goes to standard output instead of a file.
#[derive(Serialize)]
struct Printed<'a> {
    files: [String; 0],
    text: &'a str,
}

impl How {
    fn options(&self) -> ExportOptions {
        let sound = match self.sound {
            SoundPlace::Beside => ExportSound::Beside,
            SoundPlace::Embedded => ExportSound::Embedded,
            SoundPlace::None => ExportSound::Nowhere,
        };
        ExportOptions { private: self.private, sound, force: self.force, ..ExportOptions::default() }
    }
}

pub(crate) fn run(app: &App, command: &Export, output: &mut Output) -> Result<(), Stop> {
    let id = app.find(&command.session)?.id;
    let (base, rights) = (command.base.clone(), command.rights.clone());
    let options = ExportOptions { base, rights, ..command.how.options() };
    let Some(out) = &command.output else {
        let exported = app.export_text(id, command.to, &options)?;
        print(&exported.text, output)?;
        output.remark(&left_out(exported.private_left_out));
        exported.warnings.iter().for_each(|warning| output.remark(warning));
        return Ok(());
    };
    let (job, bar) = output.job();
    let exported = app.export(id, command.to, &options, out, &job);
    bar.finish_and_clear();
    tell(&exported.map_err(named)?, output)
}

pub(crate) fn catalogue(app: &App, command: &Catalogue, output: &mut Output) -> Result<(), Stop> {
    let format = match command.to {
        CatalogueTo::Csv => CatalogueFormat::Csv,
        CatalogueTo::Html => CatalogueFormat::Html,
    };
    let Some(out) = &command.output else { return print(&app.catalogue_table()?, output) };
    let (job, bar) = output.job();
    let exported = app.catalogue(format, &command.how.options(), out, &job);
    bar.finish_and_clear();
    tell(&exported.map_err(named)?, output)
}

fn print(text: &str, output: &Output) -> Result<(), Stop> {
    output.result(&Printed { files: [], text }, |out| out.write_all(text.as_bytes()))
}

fn tell(exported: &Exported, output: &mut Output) -> Result<(), Stop> {
    exported.refused.iter().for_each(|error| output.refusal(error));
    output
        .result(exported, |out| exported.files.iter().try_for_each(|file| writeln!(out, "Wrote {file}")))?;
    output.remark(&left_out(exported.private_left_out));
    exported.warnings.iter().for_each(|warning| output.remark(warning));
    Ok(())
}

/// Names the word that lets a file be replaced.
pub(crate) fn named(error: AppError) -> AppError {
    match error.code {
        Code::Exists => AppError { help: format!("{} That is --force.", error.help), ..error },
        Code::Cancelled
        | Code::Superseded
        | Code::ReadOnly
        | Code::Unrecognised
        | Code::NotFound
        | Code::Changed
        | Code::NoSound
        | Code::Failed => error,
    }
}

/// Empty if there is nothing to tell.
pub(crate) fn left_out(private: usize) -> String {
    match private {
        0 => String::new(),
        1 => "1 private message is left out; --private takes it in".to_owned(),
        more => format!("{more} private messages are left out; --private takes them in"),
    }
}
