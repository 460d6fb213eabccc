//! Pages of an Ogg file (RFC 3533), each of about a second.

use std::io::{self, Write};

use ogg::writing::{PacketWriteEndInfo, PacketWriter};

/// Names the stream within its file, in which it is alone.
pub(crate) const SERIAL: u32 = 1;

/// A stream that packets are added to.
pub(crate) struct Pages<'a, W: Write> {
    writer: PacketWriter<'a, W>,
    /// Frames on a page.
    second: u64,
    begun: u64,
    /// Only what comes behind a packet tells how its page ends.
    held: Option<(Vec<u8>, u64, bool)>,
}

impl<W: Write> Pages<'_, W> {
    /// A stream of so many frames a second.
    pub(crate) fn new(out: W, rate: u32) -> Self {
        Self { writer: PacketWriter::new(out), second: rate.into(), begun: 0, held: None }
    }

    /// Adds a header, which ends its page where `alone`.
    pub(crate) fn header(&mut self, header: Vec<u8>, alone: bool) -> io::Result<()> {
        let end = if alone { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
        self.writer.write_packet(header, SERIAL, end, 0)
    }

    /// Adds a packet; with it, `granule` frames are complete. A page ends behind it where `ends`, or after a second.
    pub(crate) fn packet(&mut self, data: Vec<u8>, granule: u64, ends: bool) -> io::Result<()> {
        if let Some((data, granule, ends)) = self.held.replace((data, granule, ends)) {
            let ends = ends || granule >= self.begun + self.second;
            let end = if ends { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            self.writer.write_packet(data, SERIAL, end, granule)?;
            if ends {
                self.begun = granule;
            }
        }
        Ok(())
    }

    /// Ends the stream after so many frames, in the midst of what the last packet holds if need be.
    pub(crate) fn finish(mut self, frames: u64) -> io::Result<W> {
        if let Some((data, ..)) = self.held.take() {
            self.writer.write_packet(data, SERIAL, PacketWriteEndInfo::EndStream, frames)?;
        }
        Ok(self.writer.into_inner())
    }
}
