//! The starts of recordings of each kind, with all tags that are looked for.

use crate::tagged::{
    atom, bext, boxed, chap, chunk, ctoc, cues, element, fmt, frame, id3, matroska, mp4, old_frame, wav,
};

pub(crate) fn all() -> Vec<Vec<u8>> {
    vec![
        id3_new(),
        id3_old(),
        id3(2, 0, &[b"TT2\0\0\x06\0Talk\0".to_vec(), b"TYE\0\0\x05\x002024".to_vec()]),
        id3(4, 0x80, &[frame(b"TIT2", 2, b"\x01\xff\xfeT\0a\0")]),
        [id3_new(), flac()].concat(),
        flac(),
        broadcast_wave(&[]),
        broadcast_wave(&[(b"id3 ", id3_new())]),
        aiff(),
        opus(),
        matroska_all(),
        mp4_list(),
        mp4_keys(),
        mp4_track(),
    ]
}

fn id3_new() -> Vec<u8> {
    let tables = [ctoc("top", 2, &["two", "inner"]), ctoc("inner", 0, &["one"])];
    let named =
        [frame(b"TXXX", 0, b"\x03date\x002024-05-06T07:08:09Z"), frame(b"COMM", 0, b"\0eng\0By hand")];
    let texts = [frame(b"TIT2", 0, b"\x03Talk"), frame(b"TDRC", 0, b"\x002024-05-06T07:08:09")];
    let chapters = [chap("one", 0), chap("two", 1)];
    id3(4, 0, &[texts.concat(), named.concat(), tables.concat(), chapters.concat()])
}

fn id3_old() -> Vec<u8> {
    let texts = [
        (b"TYER", &b"\x002024"[..]),
        (b"TDAT", b"\x000605"),
        (b"TIME", b"\x000708"),
        (b"TPE1", b"\x01\xfe\xff\0A"),
    ];
    id3(3, 0, &texts.map(|(id, body)| old_frame(id, body)))
}

/// A comment header of Vorbis.
fn comments() -> Vec<u8> {
    let comments = [
        "TITLE=Talk",
        "DATE=2024-05-06 07:08:09.25",
        "CHAPTER001=00:00:01.500",
        "CHAPTER001NAME=Welcome",
        "CHAPTER002=00:01:00.000",
    ];
    let string = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let count = (comments.len() as u32).to_le_bytes();
    [string("maker"), count.to_vec(), comments.map(string).concat()].concat()
}

fn flac() -> Vec<u8> {
    let comments = comments();
    let block = |kind: u8, content: &[u8]| {
        let [_, a, b, c] = (content.len() as u32).to_be_bytes();
        [&[kind, a, b, c], content].concat()
    };
    [b"fLaC".to_vec(), block(0, &[0; 34]), block(0x84, &comments)].concat()
}

fn broadcast_wave(more: &[(&'static [u8; 4], Vec<u8>)]) -> Vec<u8> {
    let label = chunk(b"labl", b"\x01\0\0\0Welcome\0");
    let length =
        chunk(b"ltxt", &[&[2, 0, 0, 0][..], &48_000_u32.to_le_bytes(), b"rgn \0\0\0\0\0\0\0\0"].concat());
    let info = [chunk(b"INAM", b"Talk\0"), chunk(b"ICRD", b"2024-05-06 07:08:09\0")].concat();
    let chunks = [
        fmt(),
        bext("2024-05-06", "07:08:09", 25_689 * 48_000),
        cues(&[0, 48_000]),
        (b"LIST", [&b"adtl"[..], &label, &length].concat()),
        (b"LIST", [&b"INFO"[..], &info].concat()),
    ];
    wav(&[&chunks, more].concat())
}

fn aiff() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        [&kind[..], &(content.len() as u32).to_be_bytes(), content, &vec![0; content.len() % 2]].concat()
    };
    let chunks = [
        chunk(b"NAME", b"Talk"),
        chunk(b"AUTH", b"Mara"),
        chunk(b"ANNO", b"By hand"),
        chunk(b"ID3 ", &id3_new()),
    ];
    chunk(b"FORM", &[&b"AIFF"[..], &chunks.concat()].concat())
}

fn opus() -> Vec<u8> {
    let page = |packet: &[u8]| {
        let mut lacing = vec![255; packet.len() / 255];
        lacing.push((packet.len() % 255) as u8);
        let head = [&b"OggS\0\0"[..], &[0; 8], b"\x01\0\0\0", &[0; 8], &[lacing.len() as u8]].concat();
        [&head, &lacing, packet].concat()
    };
    [page(b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"), page(&[&b"OpusTags"[..], &comments()].concat())]
        .concat()
}

fn matroska_all() -> Vec<u8> {
    let date = 736_000_000_000_000_000_i64.to_be_bytes();
    let info = element(0x1549_a966, &[element(0x4461, &date), element(0x7ba9, b"Talk")].concat());
    let edition =
        element(0x45b9, &[element(0x45db, b"\x01"), atom("One", 0, &[atom("Inner", 1, &[])])].concat());
    let simple = element(
        0x67c8,
        &[element(0x45a3, b"DATE_RECORDED"), element(0x4487, b"2024-05-06 07:08:09")].concat(),
    );
    let tag = element(0x7373, &[element(0x63c0, &element(0x63c5, b"\0")), simple].concat());
    matroska(&[info, element(0x1043_a770, &edition), element(0x1254_c367, &tag)])
}

fn mvhd() -> Vec<u8> {
    boxed(b"mvhd", &[&[0; 4][..], &3_797_000_000_u32.to_be_bytes(), &[0; 92]].concat())
}

fn mp4_list() -> Vec<u8> {
    let data = |text: &[u8]| boxed(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0], text].concat());
    let items =
        [boxed(b"\xa9nam", &data(b"Talk")), boxed(b"\xa9day", &data(b"2024-05-06T07:08:09Z"))].concat();
    let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"hdlr", &[0; 24]), &boxed(b"ilst", &items)].concat());
    let chapter = |at: u64, title: &[u8]| [&at.to_be_bytes()[..], &[title.len() as u8], title].concat();
    let chapters = [chapter(0, b"Welcome"), chapter(40_000_000, b"Questions")].concat();
    let list = boxed(b"chpl", &[&[1, 0, 0, 0, 0, 0, 0, 0, 2][..], &chapters].concat());
    let old = boxed(b"\xa9cmt", b"\0\x07\0\0By hand");
    mp4(&[mvhd(), boxed(b"udta", &[meta, list, old].concat())])
}

fn mp4_keys() -> Vec<u8> {
    let key = boxed(b"mdta", b"com.apple.quicktime.creationdate");
    let keys = boxed(b"keys", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &key].concat());
    let data = boxed(b"data", b"\0\0\0\x01\0\0\0\x002024-05-06T09:08:09+02:00");
    let list = boxed(b"ilst", &boxed(b"\0\0\0\x01", &data));
    mp4(&[boxed(b"meta", &[boxed(b"hdlr", &[0; 24]), keys, list].concat())])
}

/// Titles in a track of their own. They stand in the `ftyp` box, ahead of the rest.
fn mp4_track() -> Vec<u8> {
    let numbers = |kind: &[u8; 4], numbers: &[u32]| {
        boxed(kind, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>())
    };
    let names = boxed(
        b"trak",
        &[numbers(b"tkhd", &[0, 0, 0, 1, 0]), boxed(b"tref", &numbers(b"chap", &[2]))].concat(),
    );
    let table = [
        numbers(b"stts", &[0, 1, 2, 4000]),
        numbers(b"stsz", &[0, 0, 2, 9, 9]),
        numbers(b"stsc", &[0, 1, 1, 2, 1]),
        numbers(b"stco", &[0, 1, 16]),
    ];
    let mdia =
        [numbers(b"mdhd", &[0, 0, 0, 1000, 8000, 0]), boxed(b"minf", &boxed(b"stbl", &table.concat()))];
    let titles =
        boxed(b"trak", &[numbers(b"tkhd", &[0, 0, 0, 2, 0]), boxed(b"mdia", &mdia.concat())].concat());
    let moov = boxed(b"moov", &[mvhd(), names, titles].concat());
    [boxed(b"ftyp", b"M4A \0\0\0\0\0\x07Welcome\0\x07Goodbye"), moov].concat()
}
