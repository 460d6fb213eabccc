//! MP3 frames, found and counted by their headers (ISO/IEC 11172-3 §2.4.2.3, 13818-3).
//!
//! A bare stream of frames has no index and no length, and the tags that claim one (Xing, Info, LAME) are
//! missing or wrong in joined and cut files. So the frames are walked: all of them when the tag is missing
//! or does not fit the file, else only as far as a seek needs.

use std::io;

use super::links;
use super::window::Window;

/// Every so many frames their place in the file is kept.
const STRIDE: u64 = 32;
/// How far ahead of the first frame junk is tolerated, and how far a tag's byte count may be off.
const SLACK: u64 = 64 * 1024;
/// The delay of any decoder's filter bank, which LAME's tag leaves out.
pub(crate) const DECODER_DELAY: u32 = 529;
/// By how many bytes frames may stand off the places that their bit rate gives.
const ROUNDING: u64 = 2;
/// An encoder's own delay where nothing tells it: that of LAME, and nearly all of what a decoder makes of a stream's
/// start without what came before.
const UNTOLD_DELAY: u32 = 576;

/// What a frame's four header bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) bytes: usize,
    pub(crate) samples: u32,
    pub(crate) rate: u32,
    pub(crate) channels: u16,
    /// Bits a second.
    bit_rate: u32,
    /// The four bytes.
    pub(crate) head: [u8; 4],
    /// 3 for MPEG-1, 2 for MPEG-2, 0 for MPEG-2.5.
    pub(crate) version: u8,
    pub(crate) side_info: usize,
}

impl Header {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let &[a, b, c, d, ..] = bytes else { return None };
        // Eleven sync bits, then layer III (01).
        if a != 0xff || b & 0xe0 != 0xe0 || b & 0x06 != 0x02 {
            return None;
        }
        let version = (b >> 3) & 3;
        let base = [44_100_u32, 48_000, 32_000].get(usize::from((c >> 2) & 3))?;
        let (rate, samples, kbps): (u32, u32, &[u32; 15]) = match version {
            3 => (*base, 1152, &[0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]),
            2 => (base / 2, 576, &[0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]),
            0 => (base / 4, 576, &[0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]),
            _ => return None,
        };
        let bit_rate = *kbps.get(usize::from(c >> 4))? * 1000;
        if bit_rate == 0 || d & 3 == 2 {
            return None;
        }
        let padding = u32::from((c >> 1) & 1);
        let mono = d >> 6 == 3;
        let side_info = match (version == 3, mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        let bytes = usize::try_from(samples / 8 * bit_rate / rate + padding).ok()?;
        let channels = if mono { 1 } else { 2 };
        Some(Self { bytes, samples, rate, channels, bit_rate, head: [a, b, c, d], version, side_info })
    }

    /// How long so many frames of this bit rate are together, in bytes: each is rounded up or down so that they keep to
    /// it.
    fn length(&self, frames: u64) -> u64 {
        let bits = u128::from(frames) * u128::from(self.samples) * u128::from(self.bit_rate);
        u64::try_from(bits / 8 / u128::from(self.rate)).unwrap_or(u64::MAX)
    }

    /// Whether `other` can belong to the same stream. Channels may change where files were joined.
    fn like(&self, other: &Self) -> bool {
        self.version == other.version && self.rate == other.rate
    }
}

/// What a Xing or Info frame, and LAME's addition to it, say of the stream behind it.
#[derive(Debug, Clone, Copy, Default)]
struct Tag {
    frames: Option<u64>,
    bytes: Option<u64>,
    trim: Option<(u32, u32)>,
}

/// An MP3 stream, read frame by frame.
pub(crate) struct Mp3 {
    window: Window,
    /// Places of frames 0, STRIDE, 2 · STRIDE …, as far as they were walked.
    marks: Vec<u64>,
    /// The frame that comes next: its number and a place at or ahead of it.
    next: (u64, u64),
    /// The first frame's header.
    pub(crate) header: Header,
    /// All frames that hold sound.
    pub(crate) frames: u64,
    /// As many as its tag claims.
    pub(crate) claimed: Option<u64>,
    /// Samples that the encoder and decoder put ahead of the sound.
    pub(crate) lead: u32,
    /// Samples that fill up the last frame.
    pub(crate) tail: u32,
    /// Whether all frames are of one bit rate, so that their places can be reckoned.
    even: bool,
    /// Where other files were joined on, as far as their tags show: the places of these.
    pub(crate) joins: Vec<u64>,
}

impl Mp3 {
    /// The stream seen through `window`, or `None` if no run of frames is found near its start.
    pub(crate) fn open(mut window: Window) -> io::Result<Option<Self>> {
        let start = skip_id3(&mut window, 0)?;
        let Some((first, header)) = find(&mut window, start, start + SLACK, None)? else {
            return Ok(None);
        };
        let frame = window.at(first, header.bytes)?;
        let tag = read_tag(frame, &header);
        let audio = if tag.is_some() { first + header.bytes as u64 } else { first };
        let tag = tag.unwrap_or_default();
        let (lead, tail) = tag.trim.unwrap_or((UNTOLD_DELAY + DECODER_DELAY, 0));
        let mut mp3 = Self {
            window,
            marks: vec![audio],
            next: (0, audio),
            header,
            frames: 0,
            claimed: tag.frames,
            lead,
            tail: 0,
            even: false,
            joins: Vec::new(),
        };
        let fits =
            tag.bytes.is_some_and(|bytes| mp3.window.len().abs_diff(first + bytes) <= SLACK.min(bytes / 8));
        match tag.frames {
            Some(frames) if fits && frames > 0 => {
                (mp3.frames, mp3.tail) = (frames, tail);
                // Of another rate or of several, the sum of all lengths would be another.
                let sum = tag.bytes.and_then(|bytes| (first + bytes).checked_sub(audio));
                mp3.even = sum.is_some_and(|sum| sum.abs_diff(header.length(frames)) <= ROUNDING);
            }
            claimed => {
                mp3.frames = mp3.walk(u64::MAX)?;
                mp3.next = (0, audio);
                if claimed == Some(mp3.frames) {
                    mp3.tail = tail;
                }
            }
        }
        Ok(Some(mp3))
    }

    /// Goes to frame `number`, or to the end if there are fewer.
    pub(crate) fn seek(&mut self, number: u64) -> io::Result<()> {
        if self.even
            && let Some(at) = self.reckoned(number)?
        {
            self.next = (number, at);
            return Ok(());
        }
        let known =
            usize::try_from(number / STRIDE).unwrap_or(usize::MAX).min(self.marks.len().saturating_sub(1));
        self.next = (known as u64 * STRIDE, self.marks.get(known).copied().unwrap_or_default());
        self.walk(number)?;
        Ok(())
    }

    /// Where a frame stands among others of one bit rate, if it does.
    fn reckoned(&mut self, number: u64) -> io::Result<Option<u64>> {
        let start = self.marks.first().copied().unwrap_or_default();
        let about = start.saturating_add(self.header.length(number));
        for at in about.saturating_sub(ROUNDING)..=about.saturating_add(ROUNDING) {
            if let Some(header) = Header::parse(self.window.at(at, 4)?)
                && header.like(&self.header)
                && header.bit_rate == self.header.bit_rate
                && read_tag(self.window.at(at, header.bytes)?, &header).is_none()
                && runs_on(&mut self.window, at, header)?
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The next frame: its number, its header and all of its bytes.
    pub(crate) fn next_frame(&mut self) -> io::Result<Option<(u64, Header, Vec<u8>)>> {
        let Some((number, at, header)) = self.step()? else {
            return Ok(None);
        };
        let bytes = self.window.at(at, header.bytes)?.to_vec();
        Ok(Some((number, header, bytes)))
    }

    /// Steps over frames up to number `to`; gives the number reached.
    fn walk(&mut self, to: u64) -> io::Result<u64> {
        while self.next.0 < to {
            if self.step()?.is_none() {
                break;
            }
        }
        Ok(self.next.0)
    }

    fn step(&mut self) -> io::Result<Option<(u64, u64, Header)>> {
        loop {
            let (number, from) = self.next;
            let Some((at, header)) = self.sync(from)? else {
                return Ok(None);
            };
            let behind = at + header.bytes as u64;
            let frame = self.window.at(at, header.side_info + 40)?;
            if read_tag(frame, &header).is_some() {
                let new = self.joins.last().is_none_or(|&last| last < at);
                if number > 0 && new && self.joins.len() + 1 < links::MOST {
                    self.joins.push(at);
                }
                self.next = (number, behind);
                continue;
            }
            if number % STRIDE == 0 && self.marks.len() as u64 == number / STRIDE {
                self.marks.push(at);
            }
            self.next = (number + 1, behind);
            return Ok(Some((number, at, header)));
        }
    }

    /// The whole frame at `at`, or the first one behind what is none.
    fn sync(&mut self, at: u64) -> io::Result<Option<(u64, Header)>> {
        if let Some(header) = Header::parse(self.window.at(at, 4)?)
            && header.like(&self.header)
        {
            let whole = at + header.bytes as u64 <= self.window.len();
            return Ok(whole.then_some((at, header)));
        }
        let at = skip_id3(&mut self.window, at)?;
        let end = self.window.len();
        find(&mut self.window, at, end, Some(self.header))
    }
}

/// The place behind the ID3v2 tags at `at` (<https://id3.org/id3v2.4.0-structure> §3.1).
pub(crate) fn skip_id3(window: &mut Window, mut at: u64) -> io::Result<u64> {
    while let &[b'I', b'D', b'3', _, _, flags, s3, s2, s1, s0] = window.at(at, 10)? {
        let size = [s3, s2, s1, s0].iter().fold(0_u64, |size, &b| size << 7 | u64::from(b & 0x7f));
        let footer = if flags & 0x10 != 0 { 10 } else { 0 };
        at += 10 + size + footer;
    }
    Ok(at)
}

/// The first frame in `from..to` that is followed by two more like it, or by the end of the file.
fn find(window: &mut Window, from: u64, to: u64, like: Option<Header>) -> io::Result<Option<(u64, Header)>> {
    let mut at = from;
    while at < to {
        let bytes = window.at(at, 4096)?;
        let Some(skip) = bytes.iter().position(|&b| b == 0xff) else {
            if bytes.is_empty() {
                return Ok(None);
            }
            at += bytes.len() as u64;
            continue;
        };
        at += skip as u64;
        if at < to
            && let Some(header) = Header::parse(window.at(at, 4)?)
            && like.is_none_or(|like| like.like(&header))
            && runs_on(window, at, header)?
        {
            return Ok(Some((at, header)));
        }
        at += 1;
    }
    Ok(None)
}

fn runs_on(window: &mut Window, mut at: u64, first: Header) -> io::Result<bool> {
    let mut header = first;
    for _ in 0..2 {
        at += header.bytes as u64;
        if at >= window.len() {
            return Ok(at == window.len());
        }
        match Header::parse(window.at(at, 4)?) {
            Some(next) if next.like(&first) => header = next,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// The Xing or Info tag in a frame of silence; `None` for a frame of sound. VBRI frames give an empty tag.
fn read_tag(frame: &[u8], header: &Header) -> Option<Tag> {
    if frame.get(36..40) == Some(b"VBRI") {
        return Some(Tag::default());
    }
    let body = frame.get(4 + header.side_info..)?;
    if !body.starts_with(b"Xing") && !body.starts_with(b"Info") {
        return None;
    }
    let word =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(body.get(at..at + 4)?.try_into().ok()?)) };
    let flags = word(4).unwrap_or_default();
    let mut at = 8;
    let mut take = |bit: u32, size: usize| {
        let value = (flags & bit != 0).then(|| word(at)).flatten();
        if flags & bit != 0 {
            at += size;
        }
        value.map(u64::from)
    };
    let (frames, bytes) = (take(1, 4), take(2, 4));
    take(4, 100);
    take(8, 4);
    Some(Tag { frames, bytes, trim: body.get(at..).and_then(read_lame) })
}

/// The encoder's delay and padding in LAME's extension (<http://gabriel.mp3-tech.org/mp3infotag.html>),
/// with the decoder's own delay moved from the end to the start.
fn read_lame(extension: &[u8]) -> Option<(u32, u32)> {
    let name = extension.get(..4)?;
    let known = name == b"LAME" || name == b"Lavf" || name == b"Lavc";
    let &[a, b, c] = extension.get(21..24)? else {
        return None;
    };
    let (delay, padding) = (u32::from(a) << 4 | u32::from(b >> 4), u32::from(b & 0xf) << 8 | u32::from(c));
    known.then_some((delay + DECODER_DELAY, padding.saturating_sub(DECODER_DELAY)))
}
