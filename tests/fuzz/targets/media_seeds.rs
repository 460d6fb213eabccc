//! Small recordings of each kind, put together byte by byte.

use causerie_fuzz::mend_pages;

pub(crate) fn all() -> Vec<Vec<u8>> {
    vec![
        wav(b"RIFF", 1000),
        wav(b"RF64", 1000),
        wave64(),
        aiff(),
        caf(),
        adts(),
        mp3(&[]),
        mp3(&xing(6)),
        mp3(&xing_with_places(6)),
        mp3(&vbri()),
        [mp3(&xing(6)), mp3(&xing(6))].concat(),
        mp4(&full(b"elst", &[0, 2, 10, u32::MAX, 0x1_0000, 400, 1024, 0x1_0000])),
        mp4(&full(b"elst", &[0x100_0000, 2, 0, 10, u32::MAX, u32::MAX, 0x1_0000, 0, 400, 0, 1024, 0x1_0000])),
        matroska(),
        opus(1),
        [opus(1), opus(2)].concat(),
    ]
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [kind, &(body.len() as u32).to_le_bytes()[..], body].concat()
}

fn wav(kind: &[u8; 4], samples: u64) -> Vec<u8> {
    let format =
        [&[1, 0, 1, 0][..], &8000_u32.to_le_bytes(), &16_000_u32.to_le_bytes(), &[2, 0, 16, 0]].concat();
    let long = [0, samples * 2, samples, 0].map(u64::to_le_bytes).concat();
    let sound = vec![0x11; samples as usize * 2];
    let data =
        [&b"data"[..], &(if kind == b"RF64" { u32::MAX } else { samples as u32 * 2 }).to_le_bytes(), &sound];
    let chunks =
        [chunk(b"ds64", &long), chunk(b"bext", &[b'x'; 602]), chunk(b"fmt ", &format), data.concat()]
            .concat();
    [kind, &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WAVE", &chunks].concat()
}

fn wave64() -> Vec<u8> {
    const REST: &[u8] = b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a";
    let format = [&[1, 0, 1, 0][..], &8000_u32.to_le_bytes(), &16_000_u32.to_le_bytes(), &[2, 0, 16, 0]];
    let chunk =
        |kind: &[u8; 4], body: &[u8]| [kind, REST, &(body.len() as u64 + 24).to_le_bytes(), body].concat();
    let chunks = [chunk(b"fmt ", &format.concat()), chunk(b"data", &[0x11; 800])].concat();
    let head = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00";
    [head, &(chunks.len() as u64 + 40).to_le_bytes()[..], b"wave", REST, &chunks].concat()
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

fn aiff() -> Vec<u8> {
    let rate = [0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0];
    let chunk = |kind: &[u8; 4], body: &[u8]| [kind, &(body.len() as u32).to_be_bytes()[..], body].concat();
    let common = [&[0, 1, 0, 0, 1, 0, 0, 16][..], &rate, b"sowt\0\0"].concat();
    let chunks = [chunk(b"COMM", &common), chunk(b"SSND", &[&[0; 8][..], &[7; 512]].concat())].concat();
    [&b"FORM"[..], &(chunks.len() as u32 + 4).to_be_bytes(), b"AIFC", &chunks].concat()
}

fn caf() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| [kind, &(body.len() as u64).to_be_bytes()[..], body].concat();
    let words = |words: [u32; 5]| words.map(u32::to_be_bytes).concat();
    let description = [&48_000_f64.to_be_bytes()[..], b"aac ", &words([0, 0, 1024, 1, 0])].concat();
    let cookie = [&[3, 22, 0, 0, 0, 4, 17, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x11, 0x88]].concat();
    let table =
        [&20_u64.to_be_bytes()[..], &19_000_u64.to_be_bytes(), &[0, 0, 4, 0, 0, 0, 0, 9], &[4; 20]].concat();
    let sound = [&[0; 4][..], &SILENT_AAC.repeat(20)].concat();
    let chunks = [
        chunk(b"desc", &description),
        chunk(b"kuki", &cookie),
        chunk(b"data", &sound),
        chunk(b"pakt", &table),
    ];
    [&b"caff\x00\x01\x00\x00"[..], &chunks.concat()].concat()
}

/// A frame of silence: one channel whose global gain, window and codebooks are all nothing, and the end.
const SILENT_AAC: [u8; 4] = [0, 0, 0, 7];

fn adts() -> Vec<u8> {
    // AAC-LC of 48 kHz, one channel; frames of 7 bytes more than what is in them.
    [&[0xff, 0xf1, 0x4c, 0x40, 0x01, 0x7f, 0xfc][..], &SILENT_AAC].concat().repeat(20)
}

/// MPEG-1 layer III, 32 kbit/s, 48 kHz, mono: frames of 96 bytes.
const MP3_HEAD: [u8; 4] = [0xff, 0xfb, 0x14, 0xc0];

fn mp3(first: &[u8]) -> Vec<u8> {
    let frame = [&MP3_HEAD[..], &[0; 92]].concat();
    [first, &frame.repeat(6)].concat()
}

/// A frame that tells of `frames` more, and of LAME's delays.
fn xing(frames: u32) -> Vec<u8> {
    told(&[&b"Info\0\0\0\x03"[..], &frames.to_be_bytes(), &((frames + 1) * 96).to_be_bytes()].concat())
}

/// The same with a table of places and a quality, longer than its frame.
fn xing_with_places(frames: u32) -> Vec<u8> {
    let sizes = [frames, (frames + 1) * 96].map(u32::to_be_bytes).concat();
    told(&[&b"Xing\0\0\0\x0f"[..], &sizes, &[7; 104]].concat())
}

fn told(tag: &[u8]) -> Vec<u8> {
    let mut frame = [&MP3_HEAD[..], &[0; 17], tag, b"LAME3.100", &[0; 12], &[0x24, 0x03, 0x40]].concat();
    frame.resize(96, 0);
    frame
}

fn vbri() -> Vec<u8> {
    let mut frame = [&MP3_HEAD[..], &[0; 32], b"VBRI\0\x01", &[0; 20]].concat();
    frame.resize(96, 0);
    frame
}

fn full(kind: &[u8; 4], words: &[u32]) -> Vec<u8> {
    let words: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    boxed(kind, &words)
}

/// With a list of edits.
fn mp4(edits: &[u8]) -> Vec<u8> {
    let config = [&[3, 25, 0, 0, 0, 4, 17, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x11, 0x88, 6, 1, 2]].concat();
    let esds = boxed(b"esds", &[&[0; 4][..], &config].concat());
    let entry = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &[0; 8], &[0, 1, 0, 16, 0, 0, 0, 0, 0xbb, 0x80, 0, 0], &esds]
        .concat();
    let described = boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &boxed(b"mp4a", &entry)].concat());
    let head = boxed(b"ftyp", b"M4A \0\0\0\0M4A ");
    let sound = boxed(b"mdat", &SILENT_AAC.repeat(20));
    let tables = [
        described,
        full(b"stts", &[0, 1, 20, 1024]),
        full(b"stsc", &[0, 1, 1, 20, 1]),
        full(b"stsz", &[0, 4, 20]),
        full(b"stco", &[0, 1, head.len() as u32 + 8]),
    ];
    let handler = boxed(b"hdlr", &[&[0; 8][..], b"soun", &[0; 13]].concat());
    let info = boxed(
        b"minf",
        &[
            full(b"smhd", &[0, 0]),
            boxed(b"dinf", &boxed(b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &full(b"url ", &[1])].concat())),
            boxed(b"stbl", &tables.concat()),
        ]
        .concat(),
    );
    let media = [full(b"mdhd", &[0, 0, 0, 48_000, 20_480, 0x55c4_0000]), handler, info].concat();
    let edits = boxed(b"edts", edits);
    let matrix = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000_u32];
    let track = full(b"tkhd", &[&[7, 0, 0, 1, 0, 427, 0, 0, 0, 0x100_0000][..], &matrix, &[0, 0]].concat());
    let movie = full(
        b"mvhd",
        &[&[0, 0, 0, 1000, 427, 0x1_0000, 0x100_0000, 0, 0][..], &matrix, &[0, 0, 0, 0, 0, 0, 2]].concat(),
    );
    let trak = boxed(b"trak", &[track, edits, boxed(b"mdia", &media)].concat());
    [head, sound, boxed(b"moov", &[movie, trak].concat())].concat()
}

/// An element of EBML whose size takes two bytes.
fn element(id: u32, body: &[u8]) -> Vec<u8> {
    let id: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
    [&id, &(0x4000 | body.len() as u16).to_be_bytes()[..], body].concat()
}

const OPUS_HEAD: &[u8] = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0";
/// A packet of 20 ms of silence.
const SILENT_OPUS: &[u8] = &[0xf8, 0xff, 0xfe];

fn matroska() -> Vec<u8> {
    let head =
        [element(0x4286, &[1]), element(0x4282, b"webm"), element(0x4287, &[4]), element(0x4285, &[2])];
    let programs = [element(0x4d80, b"-"), element(0x5741, b"-")].concat();
    let info =
        [element(0x2ad7b1, &[0x0f, 0x42, 0x40]), element(0x4489, &0x4069_0000_u32.to_be_bytes()), programs];
    let sound = [element(0xb5, &48_000_f32.to_be_bytes()), element(0x9f, &[1])].concat();
    let track = [
        element(0xd7, &[1]),
        element(0x73c5, &[1]),
        element(0x83, &[2]),
        element(0x86, b"A_OPUS"),
        element(0x56aa, &6_500_000_u32.to_be_bytes()),
        element(0x63a2, OPUS_HEAD),
        element(0xe1, &sound),
    ];
    let block = |at: u8, flags: u8| [&[0x81, 0, at, flags][..], SILENT_OPUS].concat();
    let mut cluster = element(0xe7, &[0]);
    for n in 0..9 {
        cluster.extend(element(0xa3, &block(n * 20, 0x80)));
    }
    let last = [element(0xa1, &block(180, 0)), element(0x75a2, &5_000_000_u32.to_be_bytes())].concat();
    cluster.extend(element(0xa0, &last));
    let segment = [
        element(0x1549_a966, &info.concat()),
        element(0x1654_ae6b, &element(0xae, &track.concat())),
        element(0x1043_a770, &element(0x45b9, &element(0xb6, &element(0x91, &[0])))),
        element(0x1f43_b675, &cluster),
    ];
    [element(0x1a45_dfa3, &head.concat()), element(0x1853_8067, &segment.concat())].concat()
}

fn opus(serial: u32) -> Vec<u8> {
    let page = |flags: u8, granule: u64, number: u32, packets: &[&[u8]]| {
        let sizes: Vec<u8> = packets.iter().map(|packet| packet.len() as u8).collect();
        let head = [
            &b"OggS\0"[..],
            &[flags],
            &granule.to_le_bytes(),
            &serial.to_le_bytes(),
            &number.to_le_bytes(),
            &[0; 4],
            &[packets.len() as u8],
            &sizes,
        ];
        [head.concat(), packets.concat()].concat()
    };
    let mut file = [
        page(2, 0, 0, &[OPUS_HEAD]),
        page(0, 0, 1, &[b"OpusTags\0\0\0\0\0\0\0\0"]),
        page(0, 4800, 2, &[SILENT_OPUS; 5]),
        page(4, 9400, 3, &[SILENT_OPUS; 5]),
    ]
    .concat();
    mend_pages(&mut file);
    file
}
