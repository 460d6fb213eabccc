//! From a file to its packets of sound, each with its place in the coded stream.

use std::fs::File;
use std::io;
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_MP3;
use symphonia::core::errors::{Error, Result};
use symphonia::core::formats::probe::{Hint, Probe};
use symphonia::core::formats::well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MKV};
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase, Timestamp};
use symphonia::default::formats::{
    AdtsReader, AiffReader, FlacReader, IsoMp4Reader, MkvReader, MpaReader, OggReader, WavReader,
};

use super::decoder::pre_skip;
use super::mp3::{Header, Mp3};
use super::mp4;
use super::source::{Kind, Source};
use crate::AudioError;

/// A packet and where its first sample belongs, in ticks of the stream's own clock.
pub(crate) struct Coded {
    pub(crate) packet: Packet,
    pub(crate) at: i64,
    /// The length in ticks, as far as the container knows it.
    pub(crate) ticks: u64,
}

/// What the container says of the stream, in ticks.
pub(crate) struct Stream {
    pub(crate) params: AudioCodecParameters,
    pub(crate) base: TimeBase,
    /// Where the sound to be heard starts; before the first packet means silence first.
    pub(crate) zero: i64,
    /// Where it ends, where that is to be kept to.
    pub(crate) end: Option<i64>,
    /// Where the coded stream claims to end.
    pub(crate) claimed: Option<i64>,
    /// Times are rounded to whole milliseconds, so packets stand up to half of one off.
    pub(crate) rounded: bool,
}

/// A file's packets.
pub(crate) enum Demux {
    Mp3 {
        stream: Box<Mp3>,
    },
    Container {
        format: Box<dyn FormatReader>,
        track: u32,
        start: i64,
        /// Whether the start is reached only by opening anew: a seek there loses the first packet.
        anew: bool,
        held: Option<Packet>,
    },
}

impl Demux {
    /// Opens `path`, whose first bytes were found to be no kind that is refused.
    pub(crate) fn open(path: &Path) -> std::result::Result<(Self, Stream), AudioError> {
        let open = || File::open(path).map_err(|error| AudioError::io(path, error));
        let source = || Source::open(path).map_err(|error| AudioError::io(path, error));
        let first = source()?;
        let kind = first.kind();
        // A bare MP3 stream has no signature: whatever has one of its own is left to the other demuxers.
        if kind == Kind::Unsigned
            && let Some(mp3) = Mp3::open(open()?).map_err(|error| AudioError::io(path, error))?
            && let Some(stream) = mp3_stream(&mp3)
        {
            return Ok((Self::Mp3 { stream: Box::new(mp3) }, stream));
        }
        let format = match demuxer(Box::new(first), kind) {
            // A Matroska file that was cut off points at cues behind its end. Read straight on, it needs none.
            Err(_) if kind == Kind::Matroska => demuxer(Box::new(ReadOnlySource::new(source()?)), kind),
            result => result,
        }
        .map_err(|error| unreadable(path, kind, &error))?;
        Self::container(path, format)
    }

    fn container(
        path: &Path,
        format: Box<dyn FormatReader>,
    ) -> std::result::Result<(Self, Stream), AudioError> {
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| AudioError::NoSound { path: path.into() })?;
        let Some(CodecParameters::Audio(params)) = track.codec_params.clone() else {
            return Err(AudioError::NoSound { path: path.into() });
        };
        let base = track
            .time_base
            .or_else(|| params.sample_rate.and_then(TimeBase::try_from_recip))
            .ok_or_else(|| AudioError::damaged(path, "its track has no clock"))?;
        let kind = format.format_info().format;
        let start = track.start_ts.get();
        let length =
            track.duration.or(track.num_frames.map(Duration::from)).map(|ticks| ticks.get().cast_signed());
        let mut stream = Stream {
            zero: start + i64::from(track.delay.unwrap_or_default()),
            end: None,
            claimed: length.map(|ticks| start.saturating_add(ticks)).filter(|&end| end > start),
            rounded: kind == FORMAT_ID_MKV,
            base,
            params,
        };
        let id = track.id;
        if kind == FORMAT_ID_MKV {
            // Times count from the start of the sound to be heard: what lies before is the codec's delay.
            stream.zero = 0;
            let media = format.media_info();
            stream.claimed = media.duration.zip(media.time_base).and_then(|(ticks, media_base)| {
                let seconds = media_base.calc_duration(ticks)?;
                base.calc_timestamp(seconds).map(Timestamp::get)
            });
        }
        if kind == FORMAT_ID_ISOMP4 {
            let file = File::open(path).map_err(|error| AudioError::io(path, error))?;
            if let Some(edit) = mp4::edit(file, id).map_err(|error| AudioError::io(path, error))? {
                let ticks = |seconds: f64| (seconds / f64::from(base)).round() as i64;
                stream.zero = ticks(edit.start) - ticks(edit.silence);
                stream.end = edit.length.map(|length| ticks(edit.start + length));
            }
        }
        Ok((Self::Container { format, track: id, start, anew: kind == FORMAT_ID_MKV, held: None }, stream))
    }

    /// The next packet of the track; `None` at the end, be it the true one or where the file was cut off.
    pub(crate) fn next(&mut self) -> Result<Option<Coded>> {
        match self {
            Self::Mp3 { stream } => {
                let Some((number, header, data)) = stream.next_frame()? else {
                    return Ok(None);
                };
                let at = i64::try_from(number).unwrap_or(i64::MAX).saturating_mul(i64::from(header.samples));
                let packet = Packet::new(0, Timestamp::new(at), Duration::from(header.samples), data);
                Ok(Some(Coded { packet, at, ticks: u64::from(header.samples) }))
            }
            Self::Container { format, track, held, .. } => {
                let packet = match held.take() {
                    Some(packet) => Some(packet),
                    None => next_of(format.as_mut(), *track)?,
                };
                Ok(packet.map(|packet| Coded {
                    at: packet.pts.get().saturating_add(packet.trim_start.get().cast_signed()),
                    ticks: packet.dur.get(),
                    packet,
                }))
            }
        }
    }

    /// Goes to a packet that starts at or before `tick`, or to the first one. `second` is a second in ticks.
    pub(crate) fn seek(
        &mut self,
        path: &Path,
        tick: i64,
        second: i64,
    ) -> std::result::Result<(), AudioError> {
        match self {
            Self::Mp3 { stream } => {
                let frame = u64::try_from(tick).unwrap_or_default() / u64::from(stream.header.samples);
                stream.seek(frame).map_err(|error| AudioError::io(path, error))
            }
            Self::Container { format, track, start, anew, held } => {
                // Some demuxers land late: then ask for ten seconds earlier, then twenty …
                let mut back = 0_i64;
                loop {
                    let wanted = tick.saturating_sub(back).max(*start);
                    let first = wanted <= *start;
                    if first && *anew {
                        break;
                    }
                    let to = SeekTo::Timestamp { ts: Timestamp::new(wanted), track_id: *track };
                    *held = None;
                    let landed = format
                        .seek(SeekMode::Accurate, to)
                        .and_then(|_| next_of(format.as_mut(), *track))
                        .ok()
                        .flatten();
                    if let Some(packet) = landed
                        && (first || packet.pts.get() <= tick)
                    {
                        *held = Some(packet);
                        return Ok(());
                    }
                    if first {
                        break;
                    }
                    back = if back == 0 { second.saturating_mul(10) } else { back.saturating_mul(2) };
                }
                let (opened, _) = Self::open(path)?;
                *self = opened;
                Ok(())
            }
        }
    }
}

/// The demuxer of a file. No reader of tags takes part: symphonia's for ID3 calls itself for every chapter inside a
/// chapter, as deep as a file will have it.
fn demuxer(source: Box<dyn MediaSource>, kind: Kind) -> Result<Box<dyn FormatReader>> {
    let source = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    let options = FormatOptions::default();
    if kind == Kind::Aiff {
        return Ok(Box::new(AiffReader::try_new(source, options)?));
    }
    let mut probe = Probe::new();
    probe.register_format::<AdtsReader<'_>>();
    probe.register_format::<FlacReader<'_>>();
    probe.register_format::<IsoMp4Reader<'_>>();
    probe.register_format::<MkvReader<'_>>();
    probe.register_format::<MpaReader<'_>>();
    probe.register_format::<OggReader<'_>>();
    probe.register_format::<WavReader<'_>>();
    probe.probe(&Hint::new(), source, options, MetadataOptions::default())
}

fn next_of(format: &mut dyn FormatReader, track: u32) -> Result<Option<Packet>> {
    loop {
        match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track => return Ok(Some(packet)),
            Ok(Some(_)) => {}
            Ok(None) | Err(Error::ResetRequired) => return Ok(None),
            Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

fn mp3_stream(mp3: &Mp3) -> Option<Stream> {
    let Header { rate, samples, .. } = mp3.header;
    let total = i64::try_from(mp3.frames.checked_mul(u64::from(samples))?).ok()?;
    let mut params = AudioCodecParameters::new();
    params.for_codec(CODEC_ID_MP3).with_sample_rate(rate);
    Some(Stream {
        params,
        base: TimeBase::try_from_recip(rate)?,
        zero: i64::from(mp3.lead),
        end: Some(total - i64::from(mp3.tail)),
        claimed: None,
        rounded: false,
    })
}

fn unreadable(path: &Path, kind: Kind, error: &Error) -> AudioError {
    let end = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    if let Error::IoError(error) = error
        && !end(error)
    {
        return AudioError::io(path, io::Error::new(error.kind(), error.to_string()));
    }
    if matches!(error, Error::IoError(_) | Error::Unsupported(_)) {
        let what = "no sound of a known kind was found in it".into();
        return match kind {
            Kind::Unsigned => AudioError::NotAudio { path: path.into(), what },
            // Its index may stand at its lost end.
            Kind::Aiff | Kind::Matroska | Kind::Signed => {
                AudioError::damaged(path, "its index of the sound is missing or cut off")
            }
        };
    }
    AudioError::damaged(path, error.to_string())
}

/// The codec's delay that `rounded` times hide, in frames, if the codec names it.
pub(crate) fn named_delay(stream: &Stream) -> Option<i64> {
    pre_skip(&stream.params).map(i64::from)
}
