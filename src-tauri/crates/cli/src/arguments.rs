//! The words of the command line.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use causerie_app::model::{Anchor, LogId, ParseTimeError, TimeMs};
use causerie_app::{CitationStyle, ExportFormat, NameStyle, Redaction, SoundKind};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::redact::Redact;
use crate::tray::Tray;

/// How slow and how fast a session can be played.
pub(crate) const SPEEDS: RangeInclusive<f64> = 0.5..=3.0;

/// Plays recorded conversations with what was written in them, and keeps and searches an archive of them.
///
/// Exit status: 0 done; 1 failed; 2 wrong usage; 3 done in part, with each refusal named.
#[derive(Debug, Parser)]
#[command(name = "causerie", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The archive's folder [default: ~/Causerie]
    #[arg(long, global = true, env = "CAUSERIE_ARCHIVE", value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,

    /// The folder of indexes [default: the platform's folder for local data]
    #[arg(long, global = true, env = "CAUSERIE_INDEX_DIR", value_name = "DIR", hide = true)]
    pub(crate) index_dir: Option<PathBuf>,

    /// Print one JSON value and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// What the program was given.
    pub(crate) fn given() -> Self {
        Self::parse_from(words_last(std::env::args_os().collect()))
    }
}

/// Puts `-words` of a search behind all options, where they are words and no options, unless the person did.
fn words_last(arguments: Vec<OsString>) -> Vec<OsString> {
    let takes_value = |argument: &OsString| argument == "--archive" || argument == "--index-dir";
    let mut first = arguments.iter().skip(1);
    let command = loop {
        match first.next() {
            Some(option) if takes_value(option) => drop(first.next()),
            Some(option) if option.as_encoded_bytes().starts_with(b"-") => {}
            command => break command,
        }
    };
    if command.is_none_or(|command| command != "search") || arguments.iter().any(|one| one == "--") {
        return arguments;
    }
    let is_word = |argument: &OsString| match argument.as_encoded_bytes() {
        [b'-', b'-', ..] | [b'-', b'h' | b'V'] => false,
        [b'-', _, ..] => true,
        _ => false,
    };
    let (words, mut others): (Vec<_>, Vec<_>) = arguments.into_iter().partition(is_word);
    if !words.is_empty() {
        others.push("--".into());
        others.extend(words);
    }
    others
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a session of recordings and their logs, or of a folder of them
    Add(Add),
    /// Read a chat log or transcript, without an archive
    Log(Log),
    /// Tell what a recording is: its codec, its length, true and claimed, its tags, chapters and start, and where each
    /// was found
    Info {
        /// The recording
        file: PathBuf,
    },
    /// List the sessions
    List,
    /// Show a session with its messages on the timeline
    Show {
        /// Its id or the beginning of it, its folder, or its title
        session: String,
        /// Show what is redacted, too
        #[arg(long)]
        redacted: bool,
    },
    /// Search all that was said and written
    Search(Search),
    /// List the searches that the archive keeps, with how many hits each has
    Searches {
        /// Give one another name; may be given several times
        #[arg(long, value_name = "NAME=NEW", value_parser = two_names)]
        rename: Vec<(String, String)>,
        /// Remove this one; may be given several times
        #[arg(long, value_name = "NAME")]
        remove: Vec<String>,
    },
    /// Find moments elsewhere in the archive that share rare words with one
    Like(Like),
    /// Play a session, printing each message as its moment comes; in a terminal keys steer it (? tells which), and a
    /// program may by lines on standard input: play, pause, seek T, speed X
    Play(Play),
    /// Say how a log's clock meets the recording's
    Align(Align),
    /// Say who appears under more names than one, or list who is there
    People(People),
    /// Say what a session is about, or tell what is said
    Describe(Describe),
    /// List the bookmarks and clips of a session
    Notes {
        /// Its id or the beginning of it, its folder, or its title
        session: String,
    },
    /// Let a stretch of a session be neither heard nor read, found or given out; the files stay as they are
    Redact(Redact),
    /// Gather clips of many sessions in trays, as for a workshop
    #[command(subcommand)]
    Tray(Tray),
    /// Move a session to the system's trash
    Remove {
        /// Its id or the beginning of it, its folder, or its title
        session: String,
    },
    /// List the sessions in the system's trash, or bring one back
    Removed {
        /// Bring this one back
        #[arg(long, value_name = "FOLDER")]
        bring_back: Option<String>,
    },
    /// List what somebody has to look at: damaged sessions, and files of which a sync tool kept two versions
    Troubles {
        /// Put the last good version of this session in its place
        #[arg(long, value_name = "FOLDER")]
        restore: Option<String>,
        /// Of a file with two versions in this session's folder ...
        #[arg(long, value_name = "FOLDER", requires = "choice", conflicts_with = "restore")]
        of: Option<String>,
        /// ... keep the one in use, and remove this copy
        #[arg(long, value_name = "COPY", group = "choice", requires = "of")]
        remove: Option<String>,
        /// ... take this copy in its place
        #[arg(long, value_name = "COPY", group = "choice", requires = "of")]
        take: Option<String>,
    },
    /// List the archives that were opened on this machine
    Archives {
        /// Forget this one; nothing of it is touched
        #[arg(long, value_name = "DIR")]
        forget: Option<PathBuf>,
    },
    /// Compute a waveform in audiowaveform's binary format, version 2
    Peaks(Peaks),
    /// Check every byte against the manifests
    Verify {
        /// One session only, by its id, folder or title
        session: Option<String>,
        /// Check nothing; tell when that was last done, and how it went
        #[arg(long)]
        last: bool,
    },
    /// Write a session as other programs and people read it: captions, a table, text, OHMS, a IIIF manifest, a web page that plays
    Export(Export),
    /// Write the whole archive's catalogue, as a table or as a site with a page for each session
    Catalogue(Catalogue),
    /// Cut a stretch out of a session, with its words and its chat
    Clip(Clip),
    /// Make one folder or ZIP of many clips: pages, sound, captions, a handout, citations, and where all of it is from
    Packet(Packet),
    /// Make the index anew from the archive
    Reindex,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Recordings, logs, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The session's title
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Its day, as in 2008-05-14, or only 2008-05 or 2008
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// When the recording began, as in 2008-05-14T10:00:00-07:00
    #[arg(long, value_name = "RFC3339")]
    pub(crate) started_at: Option<String>,
    /// The series it belongs to
    #[arg(long)]
    pub(crate) series: Option<String>,
    /// Make one session for each file stem or subfolder
    #[arg(long, conflicts_with = "title")]
    pub(crate) each: bool,
    /// Read logs that no format knows by this recipe: one that the archive keeps, or a file of JSON [default: the one
    /// that fits of those that the archive keeps]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) recipe: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The log
    pub(crate) file: PathBuf,
    /// Read it in this format, whatever it looks like
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Read lines of this pattern, as in '[{time}] {author}: {text}'; there are also {date}, {to}, {end}, {skip} for
    /// what is left out, and {? … } around what may be missing
    #[arg(long, conflicts_with = "format")]
    pub(crate) pattern: Option<String>,
    /// Read it by this recipe: one that the archive keeps, or a file of JSON
    #[arg(long, value_name = "NAME|FILE", conflicts_with_all = ["format", "pattern"])]
    pub(crate) recipe: Option<String>,
    /// Keep the pattern in the archive as a recipe of this name, if it reads the log
    #[arg(long, value_name = "NAME", requires = "pattern")]
    pub(crate) save: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words, "a phrase", a beginning*, -not, this OR that; from: to: in: series: before: after: kind: has: redacted:
    #[arg(required_unless_present_any = ["saved", "redacted"])]
    pub(crate) query: Vec<String>,
    /// In one session only, by its id, folder or title
    #[arg(long)]
    pub(crate) session: Option<String>,
    /// How many hits at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: usize,
    /// Search what is redacted, and nothing else, as by redacted:yes
    #[arg(long)]
    pub(crate) redacted: bool,
    /// Which hits come first [default: relevance, or as the search was saved]
    #[arg(long)]
    pub(crate) order: Option<Order>,
    /// Search as the archive keeps it under this name; words that are given narrow it down
    #[arg(long, value_name = "NAME")]
    pub(crate) saved: Option<String>,
    /// Keep the search in the archive under this name
    #[arg(long, value_name = "NAME", conflicts_with = "session")]
    pub(crate) save: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Order {
    /// Those that fit best
    Relevance,
    /// Those of the newest session
    Newest,
    /// Those of the oldest session
    Oldest,
}

#[derive(Debug, Args)]
pub(crate) struct Like {
    /// Its id or the beginning of it, its folder, or its title
    pub(crate) session: String,
    /// The moment, as in 90, 1:30, 0:01:30.250 or 90500ms
    #[arg(value_name = "T")]
    pub(crate) at: TimeMs,
    /// How many moments at the most
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Play {
    /// Its id or the beginning of it, its folder, or its title
    pub(crate) session: String,
    /// Where to begin, as in 90, 1:30, 0:01:30.250 or 90500ms
    #[arg(long, value_name = "T", default_value = "0")]
    pub(crate) at: TimeMs,
    /// How fast, from 0.5 to 3
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub(crate) speed: f64,
    /// Let hear and read what is redacted, too
    #[arg(long)]
    pub(crate) redacted: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).args(["auto", "anchor", "offset", "reset"]))]
pub(crate) struct Align {
    /// Its id or the beginning of it, its folder, or its title
    #[arg(required_unless_present = "all")]
    pub(crate) session: Option<String>,
    /// All sessions, but for logs that somebody aligned by hand
    #[arg(long, requires = "auto", conflicts_with_all = ["session", "log"])]
    pub(crate) all: bool,
    /// The log, where there are several: its id or file name
    #[arg(long)]
    pub(crate) log: Option<String>,
    /// Find it: by the format, by when the recording began, or by the words that are said
    #[arg(long)]
    pub(crate) auto: bool,
    /// This moment of the log's clock belongs at that moment of the recording; may be given several times
    #[arg(long, value_name = "SRC=AT", value_parser = anchor)]
    pub(crate) anchor: Vec<Anchor>,
    /// Move the log by so many milliseconds, later where positive
    #[arg(long, value_name = "MS", allow_hyphen_values = true)]
    pub(crate) offset: Option<i64>,
    /// Back to what the format and the session say
    #[arg(long)]
    pub(crate) reset: bool,
    /// Only tell what would be
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl Align {
    pub(crate) fn log_id(&self) -> Option<LogId> {
        self.log.as_deref().map(LogId::new)
    }
}

#[derive(Debug, Args)]
pub(crate) struct People {
    /// Its id or the beginning of it, its folder, or its title
    pub(crate) session: String,
    /// Somebody also goes by another name; may be given several times
    #[arg(long, value_name = "NAME=OTHER", value_parser = two_names)]
    pub(crate) join: Vec<(String, String)>,
    /// A name is somebody else's after all; may be given several times
    #[arg(long, value_name = "OTHER")]
    pub(crate) split: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Describe {
    /// Its id or the beginning of it, its folder, or its title
    pub(crate) session: String,
    /// What it is called
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Its day, as in 2008-05-14, or only 2008-05 or 2008; nothing to say none
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// The series it belongs to; nothing to say none
    #[arg(long)]
    pub(crate) series: Option<String>,
    /// Who took part, instead of those named until now; may be given several times
    #[arg(long = "person", value_name = "NAME")]
    pub(crate) people: Vec<String>,
    /// What it is about, instead of what was named until now; may be given several times
    #[arg(long = "subject", value_name = "WORD")]
    pub(crate) subjects: Vec<String>,
    /// Who may do what with it; nothing to say none
    #[arg(long)]
    pub(crate) rights: Option<String>,
    /// All else, in sentences; nothing to say none
    #[arg(long)]
    pub(crate) notes: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Peaks {
    /// The recording
    pub(crate) file: PathBuf,
    /// The file to write
    #[arg(short, long, value_name = "OUT.dat")]
    pub(crate) output: PathBuf,
    /// How many samples make a pixel
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) samples_per_pixel: u32,
    /// How many bits a sample takes in the file
    #[arg(long, default_value = "8", value_name = "BITS")]
    pub(crate) bits: Bits,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Its id or the beginning of it, its folder, or its title
    pub(crate) session: String,
    /// As what: vtt, srt, csv, json, txt, md, ohms, iiif or html
    #[arg(long, value_name = "FORMAT", value_parser = export_format)]
    pub(crate) to: ExportFormat,
    /// The file to write, or a folder that is there [default: standard output]
    #[arg(short, long, value_name = "FILE_OR_DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    /// For IIIF and OHMS: the web address at which the session's folder is to be found
    #[arg(long, value_name = "URL")]
    pub(crate) base: Option<String>,
    /// For IIIF: the address of a licence or rights statement, as of Creative Commons or rightsstatements.org
    #[arg(long, value_name = "URL")]
    pub(crate) rights: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Catalogue {
    /// As what
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: CatalogueTo,
    /// The file to write, or for a site the folder, which is made if need be [default: a table goes to standard output]
    #[arg(short, long, value_name = "FILE_OR_DIR", required_if_eq("to", "html"))]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// How sessions are written.
#[derive(Debug, Args)]
pub(crate) struct How {
    /// Also what was typed to some only
    #[arg(long)]
    pub(crate) private: bool,
    /// Where the recordings of web pages are to be
    #[arg(long, value_name = "WHERE", default_value = "beside")]
    pub(crate) sound: SoundPlace,
    /// Replace files that are there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Clip {
    /// Its id or the beginning of it, its folder, or its title
    #[arg(required_unless_present = "csv", requires = "from", requires = "to")]
    pub(crate) session: Option<String>,
    /// Where the clip begins, as in 90, 1:30, 0:01:30.250 or 90500ms
    #[arg(long, value_name = "T", requires = "session")]
    pub(crate) from: Option<TimeMs>,
    /// Where it ends
    #[arg(long, value_name = "T", requires = "session")]
    pub(crate) to: Option<TimeMs>,
    /// What it is called, also in its files' names [default: the session and the times]
    #[arg(long, requires = "session")]
    pub(crate) title: Option<String>,
    /// Cut all clips of this table, which has the columns session, from, to, and maybe title, note, tags
    #[arg(long, value_name = "FILE", conflicts_with = "session")]
    pub(crate) csv: Option<PathBuf>,
    /// What is written beside the sound: vtt, srt, md, txt, csv, json, html, with commas between them
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = clip_format)]
    pub(crate) with: Vec<ExportFormat>,
    /// Silence this span of the session and mask its words, as in 1:30-1:32.5; with =tone it sounds instead; may be given
    /// several times
    #[arg(long, value_name = "FROM-TO", value_parser = redaction, requires = "session")]
    pub(crate) redact: Vec<Redaction>,
    #[command(flatten)]
    pub(crate) excerpt: Excerpt,
    /// The folder for the files, which is made if need be
    #[arg(short, long, value_name = "DIR", required_unless_present = "list_names")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Packet {
    /// The tray whose clips it is to hold: its id or the beginning of it, or its title
    #[arg(required_unless_present = "csv")]
    pub(crate) tray: Option<String>,
    /// A table of clips instead, which has the columns session, from, to, and maybe title, note, tags
    #[arg(long, value_name = "FILE", conflicts_with = "tray")]
    pub(crate) csv: Option<PathBuf>,
    /// What the packet is called [default: the tray's title, or the table's name]
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Also join all clips into one file, with a chapter for each
    #[arg(long)]
    pub(crate) reel: bool,
    /// Make it a BagIt bag
    #[arg(long)]
    pub(crate) bag: bool,
    /// By whose rules clips are cited [default: all]
    #[arg(long)]
    pub(crate) style: Option<Citing>,
    #[command(flatten)]
    pub(crate) excerpt: Excerpt,
    /// The folder or ZIP to write
    #[arg(short, long, value_name = "DIR|FILE.zip", required_unless_present = "list_names")]
    pub(crate) output: Option<PathBuf>,
}

/// What clips and packets have in common.
#[derive(Debug, Args)]
pub(crate) struct Excerpt {
    /// What the sound becomes [default: a copy that is not encoded anew, where that can be, else mp3]
    #[arg(long, value_name = "KIND")]
    pub(crate) audio: Option<AudioKind>,
    /// How many milliseconds the sound takes to come in and go out [default: 5, where it is encoded anew]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(i64).range(0..=10_000))]
    pub(crate) fade: Option<i64>,
    /// Even out the volume, by EBU R 128
    #[arg(long)]
    pub(crate) even: bool,
    /// Put what came just before a clip, and is answered in it, at its start
    #[arg(long)]
    pub(crate) context: bool,
    /// Also what was typed to some only
    #[arg(long)]
    pub(crate) private: bool,
    /// Put made-up names or initials in place of people's names, everywhere
    #[arg(long, value_name = "STYLE", num_args = 0..=1, require_equals = true, default_missing_value = "made-up")]
    pub(crate) hide_names: Option<Hiding>,
    /// Hide this name too, by a replacement of your own if you like; may be given several times
    #[arg(long, value_name = "NAME[=REPLACEMENT]")]
    pub(crate) also: Vec<String>,
    /// Let this name stay; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) except: Vec<String>,
    /// Write nothing; list the names that would be replaced, and by what
    #[arg(long)]
    pub(crate) list_names: bool,
    /// Replace what is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AudioKind {
    /// As it is coded; refused where that can't be
    Copy,
    Mp3,
    /// As it is coded, where that is AAC or ALAC
    M4a,
    Flac,
    Wav,
    /// Vorbis
    Ogg,
    Opus,
}

impl From<AudioKind> for SoundKind {
    fn from(kind: AudioKind) -> Self {
        match kind {
            AudioKind::Copy => Self::Copy,
            AudioKind::Mp3 => Self::Mp3,
            AudioKind::M4a => Self::M4a,
            AudioKind::Flac => Self::Flac,
            AudioKind::Wav => Self::Wav,
            AudioKind::Ogg => Self::Vorbis,
            AudioKind::Opus => Self::Opus,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Hiding {
    /// Names that nobody has
    MadeUp,
    /// The first letters
    Initials,
}

impl From<Hiding> for NameStyle {
    fn from(hiding: Hiding) -> Self {
        match hiding {
            Hiding::MadeUp => Self::MadeUp,
            Hiding::Initials => Self::Initials,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Citing {
    /// American Psychological Association, 7th edition
    Apa,
    /// Modern Language Association, 9th edition
    Mla,
    /// Chicago Manual of Style, 17th edition, notes and bibliography
    Chicago,
}

impl From<Citing> for CitationStyle {
    fn from(citing: Citing) -> Self {
        match citing {
            Citing::Apa => Self::Apa,
            Citing::Mla => Self::Mla,
            Citing::Chicago => Self::Chicago,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CatalogueTo {
    /// A table
    Csv,
    /// A site
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SoundPlace {
    /// Copied into a folder beside the page
    Beside,
    /// In the page itself
    Embedded,
    /// Nowhere
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Bits {
    #[value(name = "8")]
    Eight,
    #[value(name = "16")]
    Sixteen,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.trim_end_matches(['x', '×']).parse() {
        Ok(speed) if SPEEDS.contains(&speed) => Ok(speed),
        _ => Err("expected a speed from 0.5 to 3".to_owned()),
    }
}

fn export_format(text: &str) -> Result<ExportFormat, String> {
    let names = || ExportFormat::ALL.map(ExportFormat::name).join(", ");
    ExportFormat::of(text).ok_or_else(|| format!("expected one of {}", names()))
}

fn clip_format(text: &str) -> Result<ExportFormat, String> {
    let names = || ExportFormat::OF_CLIPS.map(ExportFormat::name).join(", ");
    let format = ExportFormat::of(text).filter(|format| ExportFormat::OF_CLIPS.contains(format));
    format.ok_or_else(|| format!("expected some of {}", names()))
}

fn redaction(text: &str) -> Result<Redaction, String> {
    let (span, tone) = match text.split_once('=') {
        None | Some((_, "silence")) => (text.trim_end_matches("=silence"), false),
        Some((span, "tone")) => (span, true),
        Some(_) => return Err("expected FROM-TO, FROM-TO=tone or FROM-TO=silence".to_owned()),
    };
    let (from, to) = span.split_once('-').ok_or("expected FROM-TO, as in 1:30-1:32.5")?;
    let time = |text: &str| text.parse::<TimeMs>().map_err(|error: ParseTimeError| error.to_string());
    let (from, to) = (time(from)?, time(to)?);
    if to <= from {
        return Err("it ends before it begins".to_owned());
    }
    Ok(Redaction { from, to, tone })
}

fn two_names(text: &str) -> Result<(String, String), String> {
    let (name, other) = text.split_once('=').ok_or("expected NAME=OTHER, as in 'Ana Ruiz=ana'")?;
    Ok((name.trim().to_owned(), other.trim().to_owned()))
}

fn anchor(text: &str) -> Result<Anchor, String> {
    let (source, at) = text.split_once('=').ok_or("expected SRC=AT, as in 10:02:13=1:05")?;
    let time = |text: &str| text.parse::<TimeMs>().map_err(|error: ParseTimeError| error.to_string());
    Ok(Anchor { source: time(source)?, at: time(at)? })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_words_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_search_has_words_with_a_hyphen_and_options_in_any_order() {
        let parse = |line: &str| {
            let arguments = words_last(line.split(' ').map(OsString::from).collect());
            match Arguments::try_parse_from(arguments).map(|arguments| arguments.command) {
                Ok(Command::Search(search)) => (search.query.join(" "), search.limit),
                other => panic!("{line}: {other:?}"),
            }
        };
        for line in [
            "causerie search bees -tea --limit 3",
            "causerie --archive search search -tea --limit 3 bees",
            "causerie search --limit 3 bees -- -tea",
        ] {
            let (query, limit) = parse(line);
            let mut words: Vec<_> = query.split(' ').collect();
            words.sort_unstable();
            assert_eq!((words, limit), (vec!["-tea", "bees"], 3), "{line}");
        }
    }

    #[test]
    fn an_anchor_is_two_times() {
        let read = anchor("10:02:13=1:05.5").unwrap();
        assert_eq!((read.source.get(), read.at.get()), (36_133_000, 65_500));
        assert!(anchor("10:02:13").is_err() && anchor("a=b").is_err());
    }

    #[test]
    fn a_redaction_is_a_span_that_is_silent_or_sounds() {
        let read = |text: &str| redaction(text).map(|read| (read.from.get(), read.to.get(), read.tone));
        assert_eq!(read("1:30-1:32.5"), Ok((90_000, 92_500, false)));
        assert_eq!(read("90-95=tone"), Ok((90_000, 95_000, true)));
        for wrong in ["90", "95-90", "90-95=loud", "a-b", ""] {
            assert!(redaction(wrong).is_err(), "{wrong:?}");
        }
    }
}
