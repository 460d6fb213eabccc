//! Made-up conversations of any size, the same in every run.

use std::fmt::Write;

/// Numbers that look like chance and are the same in every run: xorshift64* (Vigna, 2016).
pub struct Chance(u64);

impl Chance {
    /// Begins a row of numbers; the same seed gives the same row.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        (number as usize) % limit.max(1)
    }
}

/// Words by their rank: a few very common, most rare, as in speech (Zipf's law).
pub struct Vocabulary {
    words: Vec<String>,
}

impl Vocabulary {
    /// So many made-up words that can be spoken.
    pub fn new(size: usize) -> Self {
        const ONSETS: [&str; 16] =
            ["b", "br", "d", "f", "g", "gl", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v"];
        const RHYMES: [&str; 12] = ["a", "an", "e", "el", "i", "in", "o", "on", "or", "u", "um", "ai"];
        let syllable =
            |n: usize| format!("{}{}", ONSETS[n % ONSETS.len()], RHYMES[n / ONSETS.len() % RHYMES.len()]);
        let base = ONSETS.len() * RHYMES.len();
        let word = |n: usize| {
            let mut word = syllable(n * 7 + 3);
            let mut rest = n / base + 1;
            while rest > 0 {
                word.push_str(&syllable(rest * 5 + 1));
                rest /= base;
            }
            word
        };
        Self { words: (0..size).map(word).collect() }
    }

    /// The word of a rank; 0 is the most common.
    pub fn word(&self, rank: usize) -> &str {
        &self.words[rank % self.words.len()]
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.words.len()
    }

    /// A word, common ones more often.
    pub fn pick(&self, chance: &mut Chance) -> &str {
        let wide = chance.below(1 << 20) as f64 / f64::from(1 << 20);
        self.word(((self.words.len() as f64).powf(wide) - 1.0) as usize)
    }

    /// A sentence of a few words.
    pub fn sentence(&self, chance: &mut Chance) -> String {
        let length = 4 + chance.below(14);
        let mut sentence = String::new();
        for n in 0..length {
            let space = if n == 0 { "" } else { " " };
            let _ = write!(sentence, "{space}{}", self.pick(chance));
        }
        sentence
    }
}
