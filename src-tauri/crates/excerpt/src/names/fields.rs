//! The texts of a document.

use causerie_export::Document;

/// All that people wrote, said or named, and who is named beside it.
pub(crate) fn texts(document: &Document) -> Vec<&str> {
    let session = &document.session;
    let mut texts: Vec<&str> = vec![&session.title, &session.folder];
    texts.extend(session.series.as_deref());
    texts.extend(document.recordings.iter().map(|recording| recording.path.as_str()));
    for log in &document.logs {
        texts.extend([log.path.as_str(), log.format.as_str()]);
    }
    let outside = document.excerpt.iter().flat_map(|excerpt| &excerpt.answered);
    texts.extend(document.excerpt.iter().map(|excerpt| excerpt.title.as_str()));
    for placed in document.messages.iter().chain(outside) {
        let message = &placed.message;
        texts.extend([document.author(placed), message.text.as_str()]);
        texts.extend(message.to.as_deref().map(|to| document.shown(to)));
        for reaction in &message.reactions {
            texts.push(&reaction.emoji);
            texts.extend(reaction.by.iter().map(|name| document.shown(name)));
        }
    }
    texts
}

/// What is told of the session, its recordings and its logs.
pub(super) fn texts_mut(document: &mut Document) -> Vec<&mut String> {
    let session = &mut document.session;
    let mut texts = vec![&mut session.title, &mut session.folder];
    texts.extend(session.series.as_mut());
    texts.extend(document.excerpt.iter_mut().map(|excerpt| &mut excerpt.title));
    texts.extend(document.recordings.iter_mut().map(|recording| &mut recording.path));
    for log in &mut document.logs {
        texts.extend([&mut log.path, &mut log.format]);
    }
    texts
}
