//! Files of all kinds, with given texts in every field that they have.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use unicode_normalization::UnicodeNormalization;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

type Make = fn(&[String]) -> Vec<u8>;

/// What holds text, whether it holds only what Latin-1 can write, and how it is made.
pub(crate) const ALL: &[(&str, bool, Make)] = &[
    ("UTF-8", false, |names| lines(names).into_bytes()),
    ("UTF-8, decomposed", false, |names| lines(names).nfd().collect::<String>().into_bytes()),
    ("capitals without accents", true, |names| {
        bare(&lines(names).to_uppercase().replace("WILL\nROSE\nMARK\nMAY", "Will\nRose\nMark\nMay"))
            .into_bytes()
    }),
    ("Latin-1", true, |names| latin(&lines(names))),
    ("UTF-16, little end first", false, |names| utf16(&lines(names), false)),
    ("UTF-16, big end first, at an odd place", false, |names| {
        [b"x".to_vec(), utf16(&lines(names), true)].concat()
    }),
    ("references", false, |names| escaped(names, |c| format!("&#x{:X};", u32::from(c)))),
    ("references escaped again", false, |names| escaped(names, |c| format!("&amp;#{};", u32::from(c)))),
    ("percent-encoding", false, |names| escaped(names, |c| by_bytes(c, "%"))),
    ("quoted-printable", false, |names| escaped(names, |c| by_bytes(c, "="))),
    ("JSON", false, |names| escaped(names, json)),
    ("markup within", false, |names| escaped(names, |c| format!("{c}<00:00:01.000>"))),
    ("a data address", false, |names| {
        format!("<img src=\"data:application/zip;base64,{}\">", STANDARD.encode(zip(names))).into_bytes()
    }),
    ("ZIP in ZIP", false, zip),
    ("ZIP names", false, |names| {
        zipped(names, |zip, name, n| file(zip, &format!("{n}/{}", name.replace('/', "-")), b"", n))
    }),
    ("ZIP comments", false, |names| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.set_comment(names.join("\n")).unwrap();
        zip.finish().unwrap().into_inner()
    }),
    ("gzip", false, |names| gzip(lines(names).as_bytes(), "x")),
    ("gzip name", true, |names| gzip(b"nothing", &names.join(";"))),
    ("ID3v2.3 in UTF-16", false, |names| {
        mp3(&id3(3, 0, &frames(names, |name| [&[1][..], &bom(name)].concat())))
    }),
    ("ID3v2.3 in Latin-1", true, |names| {
        mp3(&id3(3, 0, &frames(names, |name| [&[0][..], &latin(name)].concat())))
    }),
    ("ID3v2.4 in UTF-8", false, |names| {
        mp3(&id3(4, 0, &frames(names, |name| [&[3][..], name.as_bytes()].concat())))
    }),
    ("ID3v2.4 in UTF-16, big end first", false, |names| {
        mp3(&id3(4, 0, &frames(names, |name| [&[2][..], &utf16(name, true)].concat())))
    }),
    ("ID3v2.3, unsynchronised", false, |names| {
        let body = frames(names, |name| [&[1][..], &bom(name)].concat());
        mp3(&id3(3, 0x80, &unsynchronised(&body)))
    }),
    ("ID3v2.3, compressed", false, |names| {
        let mut body = Vec::new();
        for name in names {
            let plain = [&[1][..], &bom(name)].concat();
            let data = [&(plain.len() as u32).to_be_bytes()[..], &zlib(&plain)].concat();
            body.extend([b"TPE1", &(data.len() as u32).to_be_bytes()[..], &[0, 0x80], &data].concat());
        }
        mp3(&id3(3, 0, &body))
    }),
    ("ID3v2 chapters", false, |names| {
        let chapters = names.iter().flat_map(|name| {
            let title = frame("TIT2", &[&[1][..], &bom(name)].concat());
            frame("CHAP", &[b"ch\0", &[0; 16][..], &title].concat())
        });
        mp3(&id3(3, 0, &chapters.collect::<Vec<u8>>()))
    }),
    ("a picture in ID3v2", false, |names| {
        mp3(&id3(3, 0, &frame("APIC", &[b"\0image/png\0\x03\0", &png(names, "zTXt")[..]].concat())))
    }),
    ("ID3v1", true, |names| {
        let tag = |name: &String| [b"TAG".to_vec(), fixed(&latin(name), 30), vec![0; 95]].concat();
        [mp3(&[]), names.iter().flat_map(tag).collect()].concat()
    }),
    ("APEv2", false, |names| {
        let item = |name: &String| {
            [&(name.len() as u32).to_le_bytes()[..], &[0; 4], b"Artist\0", name.as_bytes()].concat()
        };
        [mp3(&[]), b"APETAGEX".to_vec(), vec![0; 24], names.iter().flat_map(item).collect()].concat()
    }),
    ("Vorbis comments over pages", false, |names| {
        ogg(&[b"\x01vorbis\0\0\0\0", &[b"\x03vorbis", &comments(names)[..], &[1]].concat()])
    }),
    ("Opus comments over pages", false, |names| {
        ogg(&[b"OpusHead\x01\x02", &[b"OpusTags", &comments(names)[..]].concat()])
    }),
    ("FLAC in Ogg", false, |names| {
        let comments = comments(names);
        ogg(&[
            b"\x7FFLAC\x01\0\0\x01fLaC",
            &[&[0x84][..], &(comments.len() as u32).to_be_bytes()[1..], &comments].concat(),
        ])
    }),
    ("FLAC comments", false, |names| flac(4, &comments(names))),
    ("FLAC picture", false, |names| flac(6, &picture(names))),
    ("a picture in Vorbis comments", false, |names| {
        ogg(&[
            b"OpusHead",
            &[
                b"OpusTags",
                &comments(&[format!("METADATA_BLOCK_PICTURE={}", STANDARD.encode(picture(names)))])[..],
            ]
            .concat(),
        ])
    }),
    ("MP4 texts", false, |names| {
        let items = names.iter().flat_map(|name| {
            let data = mp4_box("data", &[&1_u32.to_be_bytes()[..], &[0; 4], name.as_bytes()].concat());
            mp4_box("\u{A9}nam", &data)
        });
        let list = mp4_box("ilst", &items.collect::<Vec<u8>>());
        mp4(
            &mp4_box("udta", &mp4_box("meta", &[&[0; 4][..], &mp4_box("hdlr", &[0; 24]), &list].concat())),
            &[],
        )
    }),
    ("QuickTime texts", false, |names| {
        let items = names.iter().flat_map(|name| {
            mp4_box(
                "\u{A9}ART",
                &[&(name.len() as u16).to_be_bytes()[..], &[0x55, 0xC4], name.as_bytes()].concat(),
            )
        });
        mp4(&mp4_box("udta", &items.collect::<Vec<u8>>()), &[])
    }),
    ("Nero chapters", false, |names| {
        let entries =
            names.iter().flat_map(|name| [&[0; 8][..], &[name.len() as u8], name.as_bytes()].concat());
        mp4(
            &mp4_box(
                "udta",
                &mp4_box(
                    "chpl",
                    &[&[1, 0, 0, 0, 0, 0, 0, 0, 200][..], &entries.collect::<Vec<u8>>()].concat(),
                ),
            ),
            &[],
        )
    }),
    ("an MP4 text track", false, text_track),
    ("RIFF INFO", false, |names| {
        let chunks = names.iter().flat_map(|name| riff_chunk("IART", name.as_bytes()));
        wav(&riff_chunk("LIST", &[b"INFO", &chunks.collect::<Vec<u8>>()[..]].concat()))
    }),
    ("ID3 in WAV", false, |names| {
        wav(&riff_chunk("id3 ", &id3(3, 0, &frames(names, |name| [&[1][..], &bom(name)].concat()))))
    }),
    ("PNG tEXt", true, |names| png(names, "tEXt")),
    ("PNG zTXt", false, |names| png(names, "zTXt")),
    ("PNG iTXt", false, |names| png(names, "iTXt")),
    ("JPEG comment", false, |names| jpeg(0xFE, names, str::to_owned)),
    ("Exif", false, |names| jpeg(0xE1, names, exif)),
    ("XMP", false, |names| {
        let xmp = |name: &str| format!("http://ns.adobe.com/xap/1.0/\0<dc:creator>{name}</dc:creator>");
        jpeg(0xE1, names, xmp)
    }),
];

/// Sound of many bytes with no name in it but by chance.
pub(crate) fn sound() -> Vec<(&'static str, Vec<u8>)> {
    let noise = noise(3 << 20);
    vec![
        ("MP3", mpeg(&noise)),
        ("Ogg", ogg(&[b"OpusHead", &[b"OpusTags", &comments(&[])[..]].concat(), &noise])),
        ("FLAC", [flac(4, &comments(&[])), noise.clone()].concat()),
        ("MP4", mp4(&[], &noise)),
        ("WAV", [wav_head(noise.len()), noise.clone()].concat()),
        ("ZIP", zipped(&[String::new()], |zip, _, n| file(zip, "a.mp3", &mpeg(&noise), n))),
        (
            "page",
            format!("<audio src=\"data:audio/mpeg;base64,{}\">", STANDARD.encode(mpeg(&noise))).into_bytes(),
        ),
    ]
}

/// The same noise each time (Knuth's linear congruential generator, MMIX).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(next).collect()
}

fn lines(names: &[String]) -> String {
    names.join("\n")
}

fn bare(text: &str) -> String {
    text.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).collect()
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}

fn bom(text: &str) -> Vec<u8> {
    [&[0xFF, 0xFE][..], &utf16(text, false)].concat()
}

fn escaped(names: &[String], escape: impl Fn(char) -> String) -> Vec<u8> {
    let all = names.iter().map(|name| name.chars().map(&escape).collect::<String>());
    all.collect::<Vec<_>>().join("\n").into_bytes()
}

fn by_bytes(c: char, mark: &str) -> String {
    let mut out = String::new();
    for byte in c.to_string().bytes() {
        let _ = write!(out, "{mark}{byte:02X}");
    }
    out
}

fn json(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().fold(String::new(), |text, unit| text + &format!("\\u{unit:04x}"))
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn file(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8], n: usize) {
    let method = if n.is_multiple_of(2) { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    zip.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
    zip.write_all(bytes).unwrap();
}

fn zipped(names: &[String], put: impl Fn(&mut ZipWriter<Cursor<Vec<u8>>>, &str, usize)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (n, name) in names.iter().enumerate() {
        put(&mut zip, name, n);
    }
    zip.finish().unwrap().into_inner()
}

/// A ZIP with a ZIP, in which each text is a file, every other one stored as it is.
pub(crate) fn zip(names: &[String]) -> Vec<u8> {
    let inner = zipped(names, |zip, name, n| file(zip, &format!("{n}.txt"), name.as_bytes(), n));
    zipped(&[String::new()], |zip, _, n| file(zip, "inner.zip", &inner, n))
}

fn gzip(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(bytes).unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let name: Vec<u8> = latin(name);
    let tail = [crc.sum().to_le_bytes(), (bytes.len() as u32).to_le_bytes()].concat();
    [&[0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3][..], &name, &[0], &deflated.finish().unwrap(), &tail].concat()
}

/// A frame of ID3v2.3; of 2.4 too, while it is shorter than 128 bytes.
fn frame(id: &str, data: &[u8]) -> Vec<u8> {
    [id.as_bytes(), &(data.len() as u32).to_be_bytes(), &[0, 0], data].concat()
}

fn frames(names: &[String], text: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    names.iter().flat_map(|name| frame("TPE1", &text(name))).collect()
}

fn id3(version: u8, flags: u8, body: &[u8]) -> Vec<u8> {
    let size = body.len() as u32;
    let size = [size >> 21, size >> 14, size >> 7, size].map(|part| (part & 0x7F) as u8);
    [b"ID3", &[version, 0, flags][..], &size, body].concat()
}

fn unsynchronised(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|&byte| if byte == 0xFF { vec![0xFF, 0] } else { vec![byte] }).collect()
}

fn mp3(tag: &[u8]) -> Vec<u8> {
    [tag, &mpeg(&noise(4_000))].concat()
}

/// Frames of MPEG 1, layer III, 128 kbit/s at 44.1 kHz, which are 417 bytes long.
fn mpeg(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks_exact(413).flat_map(|body| [&[0xFF, 0xFB, 0x90, 0x00], body].concat()).collect()
}

fn fixed(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(length, 0);
    bytes
}

fn comments(names: &[String]) -> Vec<u8> {
    let string = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let mut out = [string("maker"), (names.len() as u32).to_le_bytes().to_vec()].concat();
    for name in names {
        out.extend(string(&if name.contains('=') { name.clone() } else { format!("ARTIST={name}") }));
    }
    out
}

/// Packets, the first on a page of its own, the others cut into pages of 510 bytes, so that names are cut too.
fn ogg(packets: &[&[u8]]) -> Vec<u8> {
    let mut laces: Vec<(u8, Vec<u8>)> = Vec::new();
    for packet in packets {
        let mut rest = *packet;
        loop {
            let (body, behind) = rest.split_at(rest.len().min(255));
            laces.push((body.len() as u8, body.to_vec()));
            rest = behind;
            if body.len() < 255 {
                break;
            }
        }
    }
    let (first, others) = laces.split_at(1);
    let mut out = Vec::new();
    for (n, page) in std::iter::once(first).chain(others.chunks(2)).enumerate() {
        let flags = if n == 0 { 2 } else { 0 };
        out.extend(
            [
                b"OggS",
                &[0, flags][..],
                &[0; 8],
                b"seri",
                &(n as u32).to_le_bytes(),
                &[0; 4],
                &[page.len() as u8],
            ]
            .concat(),
        );
        out.extend(page.iter().map(|(lace, _)| lace));
        out.extend(page.iter().flat_map(|(_, body)| body));
    }
    out
}

fn flac(kind: u8, block: &[u8]) -> Vec<u8> {
    let size = (block.len() as u32).to_be_bytes();
    [b"fLaC", &[0, 0, 0, 34][..], &[0; 34], &[0x80 | kind], &size[1..], block, &noise(4_000)].concat()
}

/// A picture whose description holds half of the names, and itself the rest.
fn picture(names: &[String]) -> Vec<u8> {
    let (some, rest) = names.split_at(names.len() / 2);
    let (description, image) = (lines(some), png(rest, "zTXt"));
    let long = |length: usize| (length as u32).to_be_bytes();
    [
        &long(3)[..],
        &long(9),
        b"image/png",
        &long(description.len()),
        description.as_bytes(),
        &[0; 16],
        &long(image.len()),
        &image,
    ]
    .concat()
}

fn mp4_box(kind: &str, data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32 + 8).to_be_bytes()[..], &latin(kind), data].concat()
}

fn mp4(in_moov: &[u8], sound: &[u8]) -> Vec<u8> {
    [mp4_box("ftyp", b"M4A \0\0\0\0"), mp4_box("moov", in_moov), mp4_box("mdat", sound)].concat()
}

/// A track of chapters as QuickTime has it: each sample is a text behind its length, among the sound.
fn text_track(names: &[String]) -> Vec<u8> {
    let samples: Vec<Vec<u8>> =
        names.iter().map(|name| [&(name.len() as u16).to_be_bytes()[..], name.as_bytes()].concat()).collect();
    let long = |number: usize| (number as u32).to_be_bytes();
    let sizes: Vec<u8> = samples.iter().flat_map(|sample| long(sample.len())).collect();
    let stsz = mp4_box("stsz", &[&[0; 8][..], &long(samples.len()), &sizes].concat());
    let stsc = mp4_box("stsc", &[&[0; 4][..], &long(1), &long(1), &long(samples.len()), &long(1)].concat());
    let hdlr = mp4_box("hdlr", &[&[0; 8][..], b"text", &[0; 12]].concat());
    let moov = |at: usize| {
        let stco = mp4_box("stco", &[&[0; 4][..], &long(1), &long(at)].concat());
        let stbl = mp4_box("stbl", &[stsz.clone(), stsc.clone(), stco].concat());
        mp4_box("trak", &mp4_box("mdia", &[hdlr.clone(), mp4_box("minf", &stbl)].concat()))
    };
    let ahead = noise(5_000);
    let begin = mp4(&moov(0), &[]).len();
    mp4(&moov(begin + ahead.len()), &[ahead, samples.concat()].concat())
}

fn riff_chunk(id: &str, data: &[u8]) -> Vec<u8> {
    let padding = vec![0; data.len() % 2];
    [id.as_bytes(), &(data.len() as u32).to_le_bytes(), data, &padding].concat()
}

fn wav_head(length: usize) -> Vec<u8> {
    let fmt = riff_chunk("fmt ", &[1, 0, 1, 0, 0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0]);
    [b"RIFF\0\0\0\0WAVE", &fmt[..], b"data", &(length as u32).to_le_bytes()].concat()
}

fn wav(chunk: &[u8]) -> Vec<u8> {
    let sound = noise(4_000);
    [wav_head(sound.len()), sound, chunk.to_vec()].concat()
}

fn png(names: &[String], kind: &str) -> Vec<u8> {
    let chunk = |kind: &str, data: &[u8]| {
        [&(data.len() as u32).to_be_bytes()[..], kind.as_bytes(), data, b"aaaa"].concat()
    };
    let texts = names.iter().flat_map(|name| {
        chunk(
            kind,
            &match kind {
                "tEXt" => [b"Author\0", &latin(name)[..]].concat(),
                "zTXt" => [b"Author\0\0", &zlib(name.as_bytes())[..]].concat(),
                _ => [b"Author\0\x01\0en\0Author\0", &zlib(name.as_bytes())[..]].concat(),
            },
        )
    });
    [
        b"\x89PNG\r\n\x1A\n",
        &chunk("IHDR", &[0; 13])[..],
        &texts.collect::<Vec<u8>>(),
        &chunk("IDAT", &noise(2_000)),
    ]
    .concat()
}

fn jpeg(marker: u8, names: &[String], text: impl Fn(&str) -> String) -> Vec<u8> {
    let segments = names.iter().flat_map(|name| {
        let data = text(name);
        [&[0xFF, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data.as_bytes()].concat()
    });
    let scan: Vec<u8> = noise(2_000).into_iter().filter(|&byte| byte != 0xFF).collect();
    [&[0xFF, 0xD8][..], &segments.collect::<Vec<u8>>(), &[0xFF, 0xDA, 0, 2], &scan, &[0xFF, 0xD9]].concat()
}

/// A directory with one field, the artist, whose text lies behind it.
fn exif(name: &str) -> String {
    let length = char::from(name.len() as u8 & 0x7F);
    format!("Exif\0\0II*\0\u{8}\0\0\0\u{1}\0;\u{1}\u{2}\0{length}\0\0\0\u{1A}\0\0\0\0\0\0\0{name}\0")
}
