//! A stream's packets as they stand in the file, undecoded, with the frames that come of each.

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_MP3, CODEC_ID_OPUS};

use super::Section;
use crate::AudioError;
use crate::decode::decoder::opus_frames;
use crate::decode::mp3::Header;

/// A coded packet. Frames are counted as the section counts them: those before 0 are not to be heard.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    pub(crate) data: Box<[u8]>,
    /// The first frame that a decoder makes of it.
    pub(crate) start: i64,
    /// The frame behind its last.
    pub(crate) end: i64,
}

impl Section {
    /// How the stream is coded, as the file says it.
    pub(crate) fn coding(&self) -> AudioCodecParameters {
        let mut params = self.stream.params.clone();
        if let Some(config) = &self.stream.whole_config {
            params.extra_data = Some(config.clone());
        }
        params
    }

    /// Whether the container tells times to the millisecond only, so that packets do not show which frame they
    /// begin with.
    pub(crate) fn is_rounded(&self) -> bool {
        self.stream.rounded
    }

    /// By how many frames the decoder here is ahead of one that decodes all there is (HE-AAC).
    pub(crate) fn core_lead(&self) -> i64 {
        self.frames(self.stream.core_lead)
    }

    /// Goes to a packet that begins at or ahead of a frame, or to the first.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub(crate) fn seek_packet(&mut self, frame: i64) -> Result<(), AudioError> {
        let second = self.ticks(i64::from(self.info.sample_rate));
        self.demux.seek(&self.path, self.ticks(self.zero.saturating_add(frame)), second)
    }

    /// The next packet; `None` at the end, be it the true one or where the file was cut off.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub(crate) fn next_coded(&mut self) -> Result<Option<Packet>, AudioError> {
        let Some(coded) = self.next_packet()? else { return Ok(None) };
        let packet = coded.packet;
        let (start, ticks) = (packet.pts.get(), packet.block_dur().get());
        let end = start.saturating_add(i64::try_from(ticks).unwrap_or(i64::MAX));
        let start = self.snap(self.frames(start)) - self.zero;
        // What a container tells of the last packet may leave out what is not to be heard.
        let told = match self.stream.params.codec {
            CODEC_ID_OPUS => opus_frames(&packet.data),
            CODEC_ID_MP3 => Header::parse(&packet.data).map(|header| i64::from(header.samples)),
            _ => None,
        };
        let end = told.map_or_else(|| self.frames(end) - self.zero, |frames| start + frames);
        Ok(Some(Packet { data: packet.data, start, end }))
    }
}
