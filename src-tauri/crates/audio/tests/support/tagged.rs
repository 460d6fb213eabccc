//! Files that are nothing but tags, built byte by byte: what ffmpeg does not write.

/// A WAV file of these chunks.
pub(crate) fn wav(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let content = chunks.iter().flat_map(|(kind, content)| chunk(kind, content));
    let content: Vec<u8> = b"WAVE".iter().copied().chain(content).collect();
    chunk(b"RIFF", &content)
}

/// A chunk of RIFF.
pub(crate) fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = (content.len() as u32).to_le_bytes();
    [&kind[..], &size, content, &vec![0; content.len() % 2]].concat()
}

/// The `fmt ` chunk of mono at 48 kHz.
pub(crate) fn fmt() -> (&'static [u8; 4], Vec<u8>) {
    (
        b"fmt ",
        [&[1, 0, 1, 0][..], &48_000_u32.to_le_bytes(), &96_000_u32.to_le_bytes(), &[2, 0, 16, 0]].concat(),
    )
}

/// A `bext` chunk.
pub(crate) fn bext(date: &str, time: &str, reference: u64) -> (&'static [u8; 4], Vec<u8>) {
    let mut content = vec![0; 602];
    content[320..330].copy_from_slice(date.as_bytes());
    content[330..338].copy_from_slice(time.as_bytes());
    content[338..346].copy_from_slice(&reference.to_le_bytes());
    (b"bext", content)
}

/// A `cue ` chunk of points at these frames, numbered from 1.
pub(crate) fn cues(frames: &[u32]) -> (&'static [u8; 4], Vec<u8>) {
    let point = |(id, &frame): (u32, &u32)| {
        let [id, frame, zero] = [id, frame, 0].map(u32::to_le_bytes);
        [id, frame, *b"data", zero, zero, frame].concat()
    };
    let count = (frames.len() as u32).to_le_bytes().to_vec();
    (b"cue ", count.into_iter().chain((1..).zip(frames).flat_map(point)).collect())
}

/// A tag of ID3 of this version, with these flags.
pub(crate) fn id3(version: u8, flags: u8, frames: &[Vec<u8>]) -> Vec<u8> {
    let body = frames.concat();
    [&[b'I', b'D', b'3', version, 0, flags][..], &syncsafe(body.len()), &body].concat()
}

/// A frame of ID3 2.4.
pub(crate) fn frame(id: &[u8; 4], flags: u8, body: &[u8]) -> Vec<u8> {
    [&id[..], &syncsafe(body.len()), &[0, flags], body].concat()
}

/// A frame of ID3 2.3.
pub(crate) fn old_frame(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&id[..], &(body.len() as u32).to_be_bytes(), &[0, 0], body].concat()
}

fn syncsafe(size: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8)
}

/// A chapter of ID3 2.4 from one second to the next, titled as its id.
pub(crate) fn chap(id: &str, second: u32) -> Vec<u8> {
    let times = [second * 1000, second * 1000 + 1000, u32::MAX, u32::MAX].map(u32::to_be_bytes).concat();
    let title = frame(b"TIT2", 0, &[b"\x03", id.as_bytes()].concat());
    frame(b"CHAP", 0, &[id.as_bytes(), b"\0", &times, &title].concat())
}

/// A tag of ID3 2.4 with so many chapters, each inside the one before.
pub(crate) fn nested_chapters(levels: usize) -> Vec<u8> {
    const EACH: usize = 28;
    let level = |n: usize| {
        let head = [&b"CHAP"[..], &syncsafe((levels - n) * EACH - 10), &[0, 0]].concat();
        [head, b"c\0".to_vec(), vec![0; 16]].concat()
    };
    id3(4, 0, &(0..levels).map(level).collect::<Vec<_>>())
}

/// A table of contents of ID3 2.4.
pub(crate) fn ctoc(id: &str, flags: u8, entries: &[&str]) -> Vec<u8> {
    let list = entries.iter().flat_map(|entry| [entry.as_bytes(), b"\0"].concat()).collect::<Vec<_>>();
    frame(b"CTOC", 0, &[id.as_bytes(), &[0, flags, entries.len() as u8], &list].concat())
}

/// An element of EBML.
pub(crate) fn element(id: u32, content: &[u8]) -> Vec<u8> {
    let id: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
    [&id, &((1 << 56 | content.len() as u64).to_be_bytes())[..], content].concat()
}

/// A Matroska file of these elements.
pub(crate) fn matroska(elements: &[Vec<u8>]) -> Vec<u8> {
    [element(0x1a45_dfa3, b""), element(0x1853_8067, &elements.concat())].concat()
}

/// A chapter of Matroska that starts at this second, with more inside.
pub(crate) fn atom(title: &str, second: u64, inside: &[Vec<u8>]) -> Vec<u8> {
    let start = element(0x91, &(second * 1_000_000_000).to_be_bytes());
    let display = element(0x80, &element(0x85, title.as_bytes()));
    element(0xb6, &[start, display, inside.concat()].concat())
}

/// A box of MP4.
pub(crate) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat()
}

/// An MP4 file whose `moov` holds these boxes.
pub(crate) fn mp4(boxes: &[Vec<u8>]) -> Vec<u8> {
    [boxed(b"ftyp", b"M4A \0\0\0\0"), boxed(b"moov", &boxes.concat())].concat()
}
