//! The words with which the window is started.

use std::path::PathBuf;

use clap::Parser;

/// Opens Causerie's window.
#[derive(Debug, Clone, Parser)]
#[command(name = "causerie-desktop", version)]
pub(crate) struct Arguments {
    /// The archive's folder [default: ~/Causerie]
    #[arg(long, env = "CAUSERIE_ARCHIVE", value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// The folder of indexes [default: the platform's folder for local data]
    #[arg(long, env = "CAUSERIE_INDEX_DIR", value_name = "DIR", hide = true)]
    pub(crate) index_dir: Option<PathBuf>,

    /// Open the sample session that comes with the program
    #[arg(long)]
    pub(crate) sample: bool,

    /// A link to a moment, as in causerie://session/ID?t=24:10; a window that stands already follows it
    #[arg(value_name = "LINK")]
    pub(crate) link: Option<String>,
}
