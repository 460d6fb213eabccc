//! What crosses to the shells, and so to the window: plain shapes, each exported to TypeScript.
//!
//! Times are whole milliseconds unless a field says otherwise. Sessions, logs and messages go by their ids.

mod archive;
mod error;
mod excerpt;
mod export;
mod importer;
mod keep;
mod people;
mod player;
mod redaction;
mod score;
mod search;
mod tray;

pub use archive::{
    AddOptions, Added, AlignChange, AlignmentView, LogRole, LogView, NoteKind, NoteView, OpenSession,
    Overview, PeaksPart, Problem, Progress, Proposal, RecordingView, SessionCard, SessionView, ShelfView,
    Shelves, Stage, Strip,
};
pub use error::{AppError, Code};
pub use excerpt::{
    CitationView, ClipWish, ExcerptAudio, ExcerptWish, HideStyle, HideWish, Moment, NameForm, NameReplaced,
    Pointer,
};
pub use export::{CatalogueFormat, ExportOptions, ExportPlace, ExportSound, ExportTask, ExportedView};
pub use importer::{ImportStart, Preview, PreviewRow, Recipe, SavedRecipe, Unread};
pub use keep::{
    DescriptionForm, DescriptionView, Keep, KnownArchive, LastVerified, RemovedSession, SessionFixity,
    Trouble, TwoVersions,
};
pub use people::{Names, PeopleChange, PeopleView, PersonView};
pub use player::{
    ClockReading, Comforted, Comforts, MediaKey, Output, PlayerCommand, PlayerEvent, PlayerState,
};
pub use redaction::{RedactionSound, RedactionView};
pub use score::{ReactionView, ReplyView, Row, Spoken, SpokenWord, Written};
pub use search::{
    SavedSearch, SearchAnswer, SearchAsk, SearchCompletion, SearchCompletionKind, SearchCount, SearchFacet,
    SearchFacets, SearchGroup, SearchHit, SearchLine, SearchOrder, SearchPlace, SnippetPart,
};
pub use tray::{TrayCard, TrayClip, TrayFound, TrayList, TrayText, TrayView};
