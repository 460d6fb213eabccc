use std::time::Instant;

use causerie_app::{Depth, write_peaks};
use serde::Serialize;

use crate::arguments::{Bits, Peaks};
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    length: usize,
    duration_ms: u64,
    took_ms: u128,
}

pub(crate) fn run(command: &Peaks, output: &Output) -> Result<(), Stop> {
    let begun = Instant::now();
    let depth = match command.bits {
        Bits::Eight => Depth::Eight,
        Bits::Sixteen => Depth::Sixteen,
    };
    let (length, duration) = write_peaks(&command.file, &command.output, command.samples_per_pixel, depth)?;
    let answer = Answer { length, duration_ms: duration, took_ms: begun.elapsed().as_millis() };
    output.result(&answer, |out| {
        writeln!(
            out,
            "Wrote {} pixels to {} in {} ms",
            answer.length,
            command.output.display(),
            answer.took_ms
        )
    })
}
