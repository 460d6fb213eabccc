//! From a file to its packets of sound, each with its place in the coded stream.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64BE,
    CODEC_ID_PCM_F64LE, CODEC_ID_PCM_S24BE, CODEC_ID_PCM_S24LE, CODEC_ID_PCM_S32BE, CODEC_ID_PCM_S32LE,
    CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};
use symphonia::core::errors::{Error, Result};
use symphonia::core::formats::probe::{Hint, Probe};
use symphonia::core::formats::well_known::{
    FORMAT_ID_ADTS, FORMAT_ID_FLAC, FORMAT_ID_ISOMP4, FORMAT_ID_MKV, FORMAT_ID_OGG,
};
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase, Timestamp};
use symphonia::default::formats::{AdtsReader, FlacReader, IsoMp4Reader, MkvReader, MpaReader, OggReader};

use super::decoder::pre_skip;
use super::laid::{Found, Laid, Layout};
use super::mp3::{Header, Mp3};
use super::source::{Kind, Source};
use super::window::Window;
use super::{Extent, aac, aiff, caf, matroska, mp4, sniff, wave};
use crate::AudioError;

/// What an AAC stream that tells nothing of it begins with: what its first packet gives lacks the half that overlaps
/// with one before.
const AAC_OVERLAP: i64 = 1024;

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
    /// What of its end is not to be heard.
    pub(crate) padding: std::time::Duration,
    /// Times are rounded to whole milliseconds, so packets stand up to half of one off.
    pub(crate) rounded: bool,
    /// How the file says that it is coded, in words, with an article.
    pub(crate) coding: Option<String>,
    /// There is more in it than is decoded, as HE-AAC's highest frequencies.
    pub(crate) core_only: bool,
    /// The codec's configuration as the file holds it, where a decoder of the core alone is shown another.
    pub(crate) whole_config: Option<Box<[u8]>>,
    /// By how many ticks the core comes earlier than the sound of a full decoder.
    pub(crate) core_lead: i64,
}

/// A file's packets.
pub(crate) enum Demux {
    Mp3 {
        stream: Box<Mp3>,
    },
    Laid {
        stream: Box<Laid>,
    },
    Container {
        format: Box<dyn FormatReader>,
        extent: Extent,
        track: u32,
        start: i64,
        /// Whether the start is reached only by opening anew: a seek there loses the first packet.
        anew: bool,
        held: Option<Packet>,
        /// Where the file is, if it can be mended and has not been.
        broken: Option<PathBuf>,
        /// The time of the packet that was given out last.
        last: i64,
    },
}

impl Stream {
    fn new(params: AudioCodecParameters, base: TimeBase) -> Self {
        Self {
            params,
            base,
            zero: 0,
            end: None,
            claimed: None,
            padding: std::time::Duration::ZERO,
            rounded: false,
            coding: None,
            core_only: false,
            whole_config: None,
            core_lead: 0,
        }
    }

    /// Of HE-AAC, the core, which comes earlier by what the filters of a full decoder take.
    fn cored(mut self) -> Self {
        let config = self.params.extra_data.as_deref().filter(|_| self.params.codec == CODEC_ID_AAC);
        if let Some((config, rate)) = config.and_then(aac::core) {
            let seconds = rate.map_or(0.0, |rate| f64::from(aac::FILTERS) / f64::from(rate));
            let earlier = (seconds / f64::from(self.base)).round() as i64;
            self.zero -= earlier;
            self.end = self.end.map(|end| end - earlier);
            self.whole_config = self.params.extra_data.replace(config.into());
            self.core_lead = earlier;
            self.core_only = true;
        }
        self
    }
}

impl Demux {
    /// Opens a stretch of the file at `path`, whose first bytes were found to be no kind that is refused.
    pub(crate) fn open(path: &Path, extent: Extent) -> std::result::Result<(Self, Stream), AudioError> {
        let failed = |error| AudioError::io(path, error);
        let part = || File::open(path).and_then(|file| Window::part(file, extent)).map_err(failed);
        let source = || Source::open(path, extent).map_err(failed);
        let mut window = part()?;
        let (kind, start) = Kind::find(&mut window).map_err(failed)?;
        let found = match kind {
            Kind::Aiff => Some(aiff::read(&mut window, start)),
            Kind::Caf => Some(caf::read(&mut window, start)),
            Kind::Wave => Some(wave::read(&mut window, start)),
            // A bare MP3 stream has no signature: whatever has one of its own is left to the other demuxers.
            Kind::Unsigned => Some(Ok(Found::Mp3(extent))),
            Kind::Matroska | Kind::Mp4 | Kind::Ogg | Kind::Signed => None,
        };
        match found.transpose().map_err(failed)? {
            Some(Found::Laid(layout)) => return Self::laid(path, window, layout),
            Some(Found::Unread(what)) => return Err(AudioError::Unsupported { path: path.into(), what }),
            Some(Found::Broken(reason)) => return Err(AudioError::damaged(path, reason)),
            Some(Found::Mp3(extent)) => {
                let window = File::open(path).and_then(|file| Window::part(file, extent)).map_err(failed)?;
                if let Some(mp3) = Mp3::open(window).map_err(failed)?
                    && let Some(stream) = mp3_stream(&mp3)
                {
                    return Ok((Self::Mp3 { stream: Box::new(mp3) }, stream));
                }
            }
            None => {}
        }
        let coding = sniff::coding(path, &mut window, kind, start)?;
        let mut format = demuxer(Box::new(source()?));
        if format.is_err() && kind == Kind::Matroska {
            // A Matroska file that was cut off points at cues behind its end. Read straight on, it needs none.
            format = demuxer(Box::new(ReadOnlySource::new(source()?)));
        }
        let hears = |format: &Result<Box<dyn FormatReader>>| {
            format.as_ref().is_ok_and(|format| format.default_track(TrackType::Audio).is_some())
        };
        if !hears(&format) && matches!(kind, Kind::Matroska | Kind::Ogg) {
            let mended = demuxer(Box::new(Source::mended(path, extent).map_err(failed)?));
            if hears(&mended) {
                format = mended;
            }
        }
        let format = format.map_err(|error| unreadable(path, kind, &error))?;
        match Self::container(path, extent, &mut window, start, format) {
            Ok((demux, stream)) => Ok((demux, Stream { coding, ..stream })),
            Err(AudioError::NoSound { path }) => Err(match coding {
                Some(what) => AudioError::Unsupported { path, what },
                None => AudioError::NoSound { path },
            }),
            Err(error) => Err(error),
        }
    }

    fn laid(
        path: &Path,
        window: Window,
        Layout { params, packets, lead, frames }: Layout,
    ) -> std::result::Result<(Self, Stream), AudioError> {
        let laid = Laid::new(window, packets);
        let base = params.sample_rate.and_then(TimeBase::try_from_recip);
        let base = base.ok_or_else(|| AudioError::damaged(path, "its track has no clock"))?;
        let there = laid.frames();
        let end = frames.map_or(there, |frames| lead.saturating_add(frames).min(there));
        let ticks = |frames| i64::try_from(frames).unwrap_or(i64::MAX);
        // A table may count the last packet's frames as if it were full.
        let claimed = laid.is_coded().then_some(ticks(end));
        let stream =
            Stream { zero: ticks(lead), end: Some(ticks(end)), claimed, ..Stream::new(params, base) };
        Ok((Self::Laid { stream: Box::new(laid) }, stream.cored()))
    }

    fn container(
        path: &Path,
        extent: Extent,
        window: &mut Window,
        first: u64,
        format: Box<dyn FormatReader>,
    ) -> std::result::Result<(Self, Stream), AudioError> {
        let failed = |error| AudioError::io(path, error);
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
            claimed: length.map(|ticks| start.saturating_add(ticks)).filter(|&end| end > start),
            rounded: kind == FORMAT_ID_MKV,
            ..Stream::new(params, base)
        };
        let id = track.id;
        if kind == FORMAT_ID_OGG && stream.params.codec == CODEC_ID_VORBIS {
            // What lies ahead of time 0 is cut off (the Vorbis I specification, §A.2).
            stream.zero = stream.zero.max(0);
        }
        if kind == FORMAT_ID_ADTS {
            stream.zero += AAC_OVERLAP;
        }
        if kind == FORMAT_ID_MKV {
            // Times count from the start of the sound to be heard: what lies before is the codec's delay.
            stream.zero = 0;
            let media = format.media_info();
            stream.claimed = media.duration.zip(media.time_base).and_then(|(ticks, media_base)| {
                let seconds = media_base.calc_duration(ticks)?;
                base.calc_timestamp(seconds).map(Timestamp::get)
            });
            let mut file = File::open(path).map_err(failed)?;
            stream.padding = matroska::padding(&mut file, window, first, id).map_err(failed)?;
        }
        if kind == FORMAT_ID_ISOMP4
            && let Some(moov) = mp4::moov(window).map_err(failed)?
        {
            if let Some(edit) = mp4::edit(&moov, id) {
                let ticks = |seconds: f64| (seconds / f64::from(base)).round() as i64;
                stream.zero = ticks(edit.start) - ticks(edit.silence);
                stream.end = edit.length.map(|length| ticks(edit.start + length));
            }
            if mp4::highest_first(&moov, id) {
                stream.params.codec = highest_first(stream.params.codec);
            }
        }
        let mkv = kind == FORMAT_ID_MKV;
        // Of FLAC, it brings back what was read ahead before, be it the end.
        let anew = mkv || kind == FORMAT_ID_FLAC;
        let broken = mkv.then(|| path.to_owned());
        let demux =
            Self::Container { format, extent, track: id, start, anew, held: None, broken, last: i64::MIN };
        Ok((demux, stream.cored()))
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
            Self::Laid { stream } => {
                let Some((first, frames, data)) = stream.next()? else {
                    return Ok(None);
                };
                let at = i64::try_from(first).unwrap_or(i64::MAX);
                let packet = Packet::new(0, Timestamp::new(at), Duration::from(frames), data);
                Ok(Some(Coded { packet, at, ticks: frames }))
            }
            Self::Container { format, extent, track, held, broken, last, .. } => {
                let packet = match held.take() {
                    Some(packet) => Ok(Some(packet)),
                    None => next_of(format.as_mut(), *track),
                };
                let packet = match packet {
                    Err(_) if let Some(path) = broken.take() => {
                        *format = demuxer(Box::new(Source::mended(&path, *extent)?))?;
                        loop {
                            match next_of(format.as_mut(), *track) {
                                Ok(Some(packet)) if packet.pts.get() <= *last => {}
                                behind => break behind,
                            }
                        }
                    }
                    packet => packet,
                };
                let packet = match packet {
                    Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => None,
                    packet => packet?,
                };
                *last = packet.as_ref().map_or(*last, |packet| packet.pts.get());
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
            Self::Laid { stream } => {
                stream.seek(u64::try_from(tick).unwrap_or_default());
                Ok(())
            }
            Self::Container { format, extent, track, start, anew, held, last, .. } => {
                // Some demuxers land late: then ask for ten seconds earlier, then twenty …
                let mut back = 0_i64;
                loop {
                    let wanted = tick.saturating_sub(back).max(*start);
                    let first = wanted <= *start;
                    if first && *anew {
                        break;
                    }
                    let to = SeekTo::Timestamp { ts: Timestamp::new(wanted), track_id: *track };
                    (*held, *last) = (None, i64::MIN);
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
                    // A tick may be longer than a second.
                    back = if back == 0 { second.saturating_mul(10).max(1) } else { back.saturating_mul(2) };
                }
                let (opened, _) = Self::open(path, *extent)?;
                *self = opened;
                Ok(())
            }
        }
    }
}

/// The demuxer of a file. No reader of tags takes part: symphonia's for ID3 calls itself for every chapter inside a
/// chapter, as deep as a file will have it.
fn demuxer(source: Box<dyn MediaSource>) -> Result<Box<dyn FormatReader>> {
    let source = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    let options = FormatOptions::default();
    let mut probe = Probe::new();
    probe.register_format::<AdtsReader<'_>>();
    probe.register_format::<FlacReader<'_>>();
    probe.register_format::<IsoMp4Reader<'_>>();
    probe.register_format::<MkvReader<'_>>();
    probe.register_format::<MpaReader<'_>>();
    probe.register_format::<OggReader<'_>>();
    probe.probe(&Hint::new(), source, options, MetadataOptions::default())
}

fn next_of(format: &mut dyn FormatReader, track: u32) -> Result<Option<Packet>> {
    loop {
        match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track => return Ok(Some(packet)),
            Ok(Some(_)) => {}
            Ok(None) | Err(Error::ResetRequired) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
}

/// The PCM that has the highest byte first where the demuxer took it for last.
fn highest_first(codec: AudioCodecId) -> AudioCodecId {
    match codec {
        CODEC_ID_PCM_S24LE => CODEC_ID_PCM_S24BE,
        CODEC_ID_PCM_S32LE => CODEC_ID_PCM_S32BE,
        CODEC_ID_PCM_F32LE => CODEC_ID_PCM_F32BE,
        CODEC_ID_PCM_F64LE => CODEC_ID_PCM_F64BE,
        codec => codec,
    }
}

fn mp3_stream(mp3: &Mp3) -> Option<Stream> {
    let Header { rate, samples, .. } = mp3.header;
    let ticks = |frames: u64| i64::try_from(frames.checked_mul(u64::from(samples))?).ok();
    let total = ticks(mp3.frames)?;
    let mut params = AudioCodecParameters::new();
    params.for_codec(CODEC_ID_MP3).with_sample_rate(rate);
    Some(Stream {
        zero: i64::from(mp3.lead),
        end: Some(total - i64::from(mp3.tail)),
        claimed: mp3.claimed.and_then(ticks).map(|end| end.saturating_sub(i64::from(mp3.tail))),
        ..Stream::new(params, TimeBase::try_from_recip(rate)?)
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
            Kind::Aiff | Kind::Caf | Kind::Matroska | Kind::Mp4 | Kind::Ogg | Kind::Signed | Kind::Wave => {
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
