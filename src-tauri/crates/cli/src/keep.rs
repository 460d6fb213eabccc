//! What keeps an archive: what goes, what comes back, what is in trouble.

use std::path::Path;

use causerie_app::wire::{Keep, KnownArchive, RemovedSession, SessionCard, Trouble};
use causerie_app::{App, Places, forget_archive, known_archives};
use serde::Serialize;

use crate::output::{Output, Stop};

pub(crate) fn remove(app: &App, session: &str, output: &Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Answer {
        removed: SessionCard,
    }
    let card = app.find(session)?;
    app.remove_session(card.id)?;
    let answer = Answer { removed: card };
    output.result(&answer, |out| {
        writeln!(
            out,
            "{} is in the trash. To have it back: causerie removed --bring-back",
            answer.removed.folder
        )
    })
}

pub(crate) fn removed(app: &App, bring_back: Option<&str>, output: &Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Answer {
        brought_back: Option<SessionCard>,
        removed: Vec<RemovedSession>,
    }
    let brought_back = bring_back.map(|folder| app.bring_back_session(folder)).transpose()?;
    let answer = Answer { brought_back, removed: app.removed_sessions()? };
    output.result(&answer, |out| {
        if let Some(card) = &answer.brought_back {
            writeln!(out, "{} is back", card.folder)?;
        }
        answer.removed.iter().try_for_each(|one| writeln!(out, "{}  {}", one.removed_at, one.folder))
    })
}

pub(crate) fn settle(app: &App, folder: &str, remove: Option<&str>, take: Option<&str>) -> Result<(), Stop> {
    for (copy, keep) in [(remove, Keep::Current), (take, Keep::Copy)] {
        if let Some(copy) = copy {
            app.settle_copy(folder, copy, keep)?;
        }
    }
    Ok(())
}

pub(crate) fn troubles(app: &App, output: &Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Answer {
        troubles: Vec<Trouble>,
    }
    let answer = Answer { troubles: app.troubles()? };
    output.result(&answer, |out| {
        for trouble in &answer.troubles {
            match trouble {
                Trouble::Damaged { folder, error, last_good } => {
                    writeln!(out, "{folder}: {error}")?;
                    if let Some(title) = last_good {
                        writeln!(out, "  its last good version, {title:?}, was kept: --restore {folder:?}")?;
                    }
                }
                Trouble::Copy { folder, file, of, made_by, differences, readable } => {
                    let made_by = made_by.as_deref().unwrap_or("a sync tool");
                    writeln!(out, "{folder}: {file} is another version of {of}, made by {made_by}")?;
                    for field in differences {
                        writeln!(
                            out,
                            "  {}: {} in the copy, {} in use",
                            field.field, field.mine, field.theirs
                        )?;
                    }
                    if !readable {
                        writeln!(out, "  it can't be read")?;
                    }
                }
            }
        }
        if answer.troubles.is_empty() {
            writeln!(out, "nothing is in trouble")?;
        }
        Ok(())
    })
}

pub(crate) fn archives(places: &Places, forget: Option<&Path>, output: &Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Answer {
        archives: Vec<KnownArchive>,
    }
    if let Some(folder) = forget {
        forget_archive(places, folder)?;
    }
    let answer = Answer { archives: known_archives(places) };
    output.result(&answer, |out| {
        for archive in &answer.archives {
            let state = if archive.is_there { "" } else { "  (not there now)" };
            writeln!(out, "{}  {}  {}{state}", archive.opened_at, archive.folder, archive.title)?;
        }
        Ok(())
    })
}
