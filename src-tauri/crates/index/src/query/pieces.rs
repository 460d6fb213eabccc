//! The pieces of a query: words, quotes, and `name:value`.

/// What a piece is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    From,
    To,
    In,
    Series,
    Before,
    After,
    Kind,
    Has,
    Redacted,
}

impl Operator {
    /// Every operator by its name.
    pub(crate) const ALL: [(&'static str, Self); 9] = [
        ("from", Self::From),
        ("to", Self::To),
        ("in", Self::In),
        ("series", Self::Series),
        ("before", Self::Before),
        ("after", Self::After),
        ("kind", Self::Kind),
        ("has", Self::Has),
        ("redacted", Self::Redacted),
    ];

    /// How it is typed, without the colon.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The operator that a text is, with its colon and nothing behind it.
    pub(crate) fn before_colon(text: &str) -> Option<Self> {
        let name = text.strip_suffix(':')?;
        Self::ALL
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, operator)| operator)
    }
}

/// A piece of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// Where it begins in the query.
    pub(crate) start: usize,
    /// Whether it must not be there.
    pub(crate) negative: bool,
    /// What it is about, if it says so.
    pub(crate) operator: Option<Operator>,
    /// The words, without quotes and stars.
    pub(crate) value: &'a str,
    /// Whether it stands in quotes.
    pub(crate) quoted: bool,
    /// Whether the last word is only the beginning of one: so it was said, or it is still being typed.
    pub(crate) open: bool,
    /// All of it, but for the sign.
    pub(crate) whole: &'a str,
}

/// The pieces of a query, in order.
pub(crate) struct Pieces<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, rest: text }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let from = self.rest.trim_start();
        if from.is_empty() {
            return None;
        }
        let start = self.text.len() - from.len();
        let (negative, signless) = match from.strip_prefix('-') {
            Some(tail) if tail.starts_with(|c: char| c == '"' || c.is_alphanumeric()) => (true, tail),
            Some(_) | None => (false, from),
        };
        let (operator, tail) = match operator(signless) {
            Some((operator, tail)) => (Some(operator), tail),
            None => (None, signless),
        };
        let (value, open, rest) = value(tail);
        let whole = signless.get(..signless.len() - rest.len()).unwrap_or(signless);
        self.rest = rest;
        Some(Piece { start, negative, operator, value, quoted: tail.starts_with('"'), open, whole })
    }
}

/// The operator that a text begins with, and what follows its colon; a value must follow.
fn operator(text: &str) -> Option<(Operator, &str)> {
    let (name, tail) = text.split_once(':')?;
    let (_, operator) = Operator::ALL.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    (!tail.is_empty() && !tail.starts_with(char::is_whitespace)).then_some((operator, tail))
}

/// The next quoted or unspaced value, whether its last word is only begun, and what follows it.
fn value(text: &str) -> (&str, bool, &str) {
    if let Some(inside) = text.strip_prefix('"') {
        return match inside.split_once('"') {
            Some((phrase, rest)) => (phrase, false, rest),
            None => (inside, !ends_word(inside), ""),
        };
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len());
    let (piece, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match piece.strip_suffix('*') {
        Some(beginning) => (beginning, !ends_word(beginning), rest),
        None => (piece, rest.is_empty() && !ends_word(piece), rest),
    }
}

/// Whether nothing typed next could make the last word longer.
fn ends_word(text: &str) -> bool {
    text.ends_with(char::is_whitespace)
}
