//! From one packet to its samples.

use fearless_simd::{Level, dispatch};
use opusic_c::{Channels, SampleRate};
use rusty_opus::multistream::OpusMSDecoder;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_AC3, CODEC_ID_DCA, CODEC_ID_EAC3, CODEC_ID_FLAC, CODEC_ID_MP1, CODEC_ID_MP2,
    CODEC_ID_OPUS, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_S16BE, CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24BE,
    CODEC_ID_PCM_S24LE,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::{Error, Result};
use symphonia::core::packet::Packet;

use super::demux::Stream;
use super::flac::Flac;

/// The longest Opus packet, 120 ms at 48 kHz, in frames (RFC 6716 §3.2.5).
const LONGEST_OPUS: usize = 5760;

/// How decoded samples are to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) rate: u32,
    pub(crate) channels: u16,
}

/// A decoder of any of the codecs that are read.
pub(crate) struct Decoder {
    params: AudioCodecParameters,
    codec: Codec,
}

enum Codec {
    Symphonia(Box<dyn AudioDecoder>),
    /// Of 24 bits a sample at most. Symphonia's, which takes longer, is there for more.
    Flac(Flac),
    Opus(opusic_c::Decoder),
    /// Not libopus', whose bindings have no surround decoder that another thread may take.
    Surround(OpusMSDecoder),
}

impl Decoder {
    pub(crate) fn new(params: &AudioCodecParameters) -> Result<Self> {
        Ok(Self { params: params.clone(), codec: Codec::new(params)? })
    }

    /// The codec's common short name: `mp3`, `aac`, `opus`.
    pub(crate) fn name(&self) -> String {
        match &self.codec {
            Codec::Symphonia(decoder) => decoder.codec_info().short_name.to_owned(),
            Codec::Flac(_) => "flac".to_owned(),
            Codec::Opus(_) | Codec::Surround(_) => "opus".to_owned(),
        }
    }

    pub(crate) fn is_opus(&self) -> bool {
        matches!(self.codec, Codec::Opus(_) | Codec::Surround(_))
    }

    /// Forgets what went before, as after a seek.
    pub(crate) fn reset(&mut self) -> Result<()> {
        match &mut self.codec {
            Codec::Symphonia(decoder) => decoder.reset(),
            Codec::Flac(_) => (),
            Codec::Opus(_) | Codec::Surround(_) => self.codec = Codec::new(&self.params)?,
        }
        Ok(())
    }

    /// Decodes a packet into interleaved samples, less what the packet says is to be trimmed.
    pub(crate) fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<Spec> {
        out.clear();
        let channels = match &mut self.codec {
            Codec::Symphonia(decoder) => {
                if let (Some((width, unpack)), Some(rate)) = (pcm(self.params.codec), self.params.sample_rate)
                    && self.params.bits_per_coded_sample.is_none_or(|bits| bits as usize == width * 8)
                    && packet.trim_start.is_zero()
                    && packet.trim_end.is_zero()
                {
                    let channels = channels(&self.params);
                    let whole = packet.data.len() - packet.data.len() % (width * channels).max(1);
                    unpack(packet.data.get(..whole).unwrap_or_default(), out);
                    return Ok(Spec { rate, channels: u16::try_from(channels).unwrap_or(u16::MAX) });
                }
                let buffer = decoder.decode(packet)?;
                buffer.copy_to_vec_interleaved(out);
                let channels = u16::try_from(buffer.spec().channels().count()).unwrap_or(u16::MAX);
                return Ok(Spec { rate: buffer.spec().rate(), channels });
            }
            Codec::Flac(decoder) => {
                let channels = decoder.decode(&packet.data, out)?;
                trim(packet, channels, out);
                let rate = self.params.sample_rate.unwrap_or_default();
                return Ok(Spec { rate, channels: u16::try_from(channels).unwrap_or(u16::MAX) });
            }
            Codec::Opus(_) => channels(&self.params).min(2),
            Codec::Surround(_) => channels(&self.params),
        };
        let most = opus_frames(&packet.data).and_then(|frames| usize::try_from(frames).ok());
        let most = most.map_or(LONGEST_OPUS, |most| most.min(LONGEST_OPUS));
        out.resize(most * channels, 0.0);
        let frames = match &mut self.codec {
            Codec::Opus(decoder) if !packet.data.is_empty() => {
                decoder.decode_float_to_slice(&packet.data, out, false).map_err(|error| error.message())
            }
            Codec::Surround(decoder) if !packet.data.is_empty() => {
                decoder.decode(&packet.data, most, out).map_err(|error| error.message())
            }
            Codec::Symphonia(_) | Codec::Flac(_) | Codec::Opus(_) | Codec::Surround(_) => Ok(0),
        };
        let frames = match frames {
            Ok(frames) => frames.min(most),
            Err(error) => {
                out.clear();
                return Err(Error::DecodeError(error));
            }
        };
        out.truncate(frames * channels);
        trim(packet, channels, out);
        Ok(Spec { rate: 48_000, channels: u16::try_from(channels).unwrap_or(2) })
    }
}

/// Takes away what a packet says is not to be heard of its frames.
fn trim(packet: &Packet, channels: usize, frames: &mut Vec<f32>) {
    let end = (frames.len() / channels.max(1)).saturating_sub(index(packet.trim_end.get()));
    let start = index(packet.trim_start.get()).min(end);
    frames.truncate(end * channels);
    frames.drain(..start * channels);
}

impl Codec {
    fn new(params: &AudioCodecParameters) -> Result<Self> {
        if params.codec == CODEC_ID_FLAC
            && let Some(flac) = params.bits_per_sample.and_then(Flac::new)
        {
            return Ok(Self::Flac(flac));
        }
        if params.codec != CODEC_ID_OPUS {
            let options = AudioDecoderOptions::default();
            return symphonia::default::get_codecs()
                .make_audio_decoder(params, &options)
                .map(Self::Symphonia);
        }
        let channels = channels(params);
        let of = |channels| {
            let decoder = opusic_c::Decoder::new(channels, SampleRate::Hz48000);
            decoder.map(Self::Opus).map_err(|error| Error::Unsupported(error.message()))
        };
        match channels {
            0 => Err(Error::DecodeError("opus: no channels")),
            1 => of(Channels::Mono),
            2 => of(Channels::Stereo),
            _ => {
                let decoder = OpusMSDecoder::new(48_000, channels, 1);
                decoder.map(Self::Surround).map_err(|error| Error::Unsupported(error.message()))
            }
        }
    }
}

/// Adds the samples in some bytes.
type Unpack = fn(&[u8], &mut Vec<f32>);

/// The common kinds of uncompressed sound, which need no decoder: the bytes of a sample, and what makes samples of them.
fn pcm(codec: AudioCodecId) -> Option<(usize, Unpack)> {
    const FULL: f32 = 2_147_483_648.0;
    Some(match codec {
        CODEC_ID_PCM_S16LE => {
            (2, |bytes, out| unpack(bytes, out, |two| f32::from(i16::from_le_bytes(two)) / 32_768.0))
        }
        CODEC_ID_PCM_S16BE => {
            (2, |bytes, out| unpack(bytes, out, |two| f32::from(i16::from_be_bytes(two)) / 32_768.0))
        }
        CODEC_ID_PCM_S24LE => (3, |bytes, out| {
            unpack(bytes, out, |[a, b, c]| i32::from_le_bytes([0, a, b, c]) as f32 / FULL);
        }),
        CODEC_ID_PCM_S24BE => (3, |bytes, out| {
            unpack(bytes, out, |[a, b, c]| i32::from_be_bytes([a, b, c, 0]) as f32 / FULL);
        }),
        CODEC_ID_PCM_F32LE => (4, |bytes, out| unpack(bytes, out, f32::from_le_bytes)),
        _ => return None,
    })
}

fn unpack<const WIDTH: usize>(bytes: &[u8], out: &mut Vec<f32>, sample: impl Fn([u8; WIDTH]) -> f32) {
    dispatch!(Level::new(), _simd => out.extend(bytes.as_chunks().0.iter().map(|&bytes| sample(bytes))));
}

fn channels(params: &AudioCodecParameters) -> usize {
    params.channels.as_ref().map_or(2, symphonia::core::audio::Channels::count)
}

/// The frames at 48 kHz that an Opus packet holds, by its first bytes (RFC 6716 §3.1 and §3.2).
pub(super) fn opus_frames(packet: &[u8]) -> Option<i64> {
    let first = *packet.first()?;
    let length = match first >> 3 {
        config @ 0..12 => [480, 960, 1920, 2880].get(usize::from(config % 4)),
        config @ 12..16 => [480, 960].get(usize::from(config % 2)),
        config => [120, 240, 480, 960].get(usize::from(config % 4)),
    };
    let count = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(packet.get(1)? & 63),
    };
    Some(length? * count)
}

/// What is not decoded, in words that follow the file's name and "is".
pub(crate) fn undecodable(Stream { params, coding, .. }: &Stream, error: &Error) -> String {
    match params.codec {
        CODEC_ID_AC3 | CODEC_ID_EAC3 => "coded as Dolby Digital".into(),
        CODEC_ID_DCA => "coded as DTS".into(),
        CODEC_ID_MP1 => "coded as MPEG layer I".into(),
        CODEC_ID_MP2 => "coded as MPEG layer II".into(),
        CODEC_ID_AAC if params.channels.as_ref().is_some_and(|channels| channels.count() > 2) => {
            "coded as AAC surround sound".into()
        }
        _ => match coding {
            Some(coding) => coding.clone(),
            None => format!("coded in a way that has no decoder here ({error})"),
        },
    }
}

/// The frames that an Opus encoder put ahead of the sound, from its header (RFC 7845 §5.1).
pub(crate) fn pre_skip(params: &AudioCodecParameters) -> Option<u16> {
    let header = params.extra_data.as_deref()?.strip_prefix(b"OpusHead")?;
    Some(u16::from_le_bytes(header.get(2..4)?.try_into().ok()?))
}

/// The lengths of Vorbis' short and long blocks, from its header (Vorbis I §4.2.2).
pub(crate) fn vorbis_blocks(params: &AudioCodecParameters) -> Option<(i64, i64)> {
    let sizes = params.extra_data.as_deref()?.strip_prefix(b"\x01vorbis")?.get(21)?;
    let (short, long) = (1 << (sizes & 15), 1 << (sizes >> 4));
    (short <= long).then_some((short, long))
}

fn index(frames: u64) -> usize {
    usize::try_from(frames).unwrap_or(usize::MAX)
}

/// Gives every frame of `samples` as many channels as wanted: mono is spread, many are cut to the first.
pub(crate) fn remap(samples: &mut Vec<f32>, from: u16, to: u16) {
    if from == to || from == 0 || to == 0 {
        return;
    }
    let (from, to) = (usize::from(from), usize::from(to));
    let mapped = samples
        .chunks_exact(from)
        .flat_map(|frame| {
            let last = frame.last().copied().unwrap_or_default();
            let silent = if from == 1 { last } else { 0.0 };
            (0..to).map(move |channel| frame.get(channel).copied().unwrap_or(silent))
        })
        .collect();
    *samples = mapped;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opus_packet_tells_its_length() {
        for (packet, frames) in [
            (&[0x78_u8][..], Some(960)),
            (&[0xfc], Some(960)),
            (&[0xe0], Some(120)),
            (&[0x19], Some(5760)),
            (&[0x62], Some(960)),
            (&[0x63, 3], Some(1440)),
            (&[0x63], None),
            (&[], None),
        ] {
            assert_eq!(opus_frames(packet), frames, "{packet:x?}");
        }
    }
}
