//! The meaning of a query's pieces.

use super::pieces::{Operator, Piece, Pieces};
use super::terms::{About, Phrase, Term};
use crate::marks::Mark;
use crate::{place, tokens};

/// What `redacted:` takes.
pub(crate) const YES: &str = "yes";
/// Words beyond this many are left out of a query.
const MOST_WORDS: usize = 128;

/// A query, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// Of each of these, one must be true of the message.
    pub(crate) wanted: Vec<Vec<Term>>,
    /// None of these may be.
    pub(crate) unwanted: Vec<Term>,
    /// Of each of these, one must be true of the session.
    pub(crate) sessions: Vec<Vec<About>>,
    /// None of these may be.
    pub(crate) not_sessions: Vec<About>,
    /// Whether what redactions hide is searched, and nothing else.
    pub(crate) withheld: bool,
}

enum Condition {
    Message(Term),
    Session(About),
    Withheld,
}

/// What may be joined with what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Message,
    Session,
}

impl Condition {
    const fn sort(&self) -> Option<Sort> {
        match self {
            Self::Message(_) => Some(Sort::Message),
            Self::Session(About::Title(_) | About::Series(_)) => Some(Sort::Session),
            Self::Session(About::Before(_) | About::After(_)) | Self::Withheld => None,
        }
    }
}

impl Parsed {
    /// Takes a query apart.
    pub(crate) fn new(text: &str) -> Self {
        let mut parsed = Self::with_signs(text);
        if parsed.wanted.is_empty() && parsed.sessions.is_empty() && !parsed.unwanted.is_empty() {
            // Everything but some words is no search; so they are what is looked for.
            parsed.wanted = std::mem::take(&mut parsed.unwanted).into_iter().map(|term| vec![term]).collect();
        }
        parsed
    }

    /// Whether the same is wanted and not wanted.
    pub(crate) fn contradicts_itself(&self) -> bool {
        self.unwanted.iter().any(|term| self.wanted.iter().any(|any| any == std::slice::from_ref(term)))
    }

    fn with_signs(text: &str) -> Self {
        let mut parsed = Self::default();
        let mut left = MOST_WORDS;
        let mut pieces = Pieces::new(text).peekable();
        let mut before: Option<Option<Sort>> = None;
        let mut joins = false;
        while let Some(piece) = pieces.next() {
            let is_or = piece.whole == "OR" && !piece.negative;
            if is_or
                && before.is_some()
                && pieces.peek().is_some_and(|next| !next.negative && next.whole != "OR")
            {
                joins = true;
                continue;
            }
            let Some(condition) = condition(&piece, &mut left) else { continue };
            // Only like can be joined: words with words, titles with titles; days can't be at all.
            let sort = condition.sort().filter(|_| !piece.negative);
            let joined = std::mem::take(&mut joins) && sort.is_some() && before == Some(sort);
            before = Some(sort).filter(|_| !piece.negative);
            match (condition, piece.negative) {
                (Condition::Withheld, is_not) => parsed.withheld = !is_not,
                (Condition::Message(term), true) => push_new(&mut parsed.unwanted, term),
                (Condition::Session(about), true) => push_new(&mut parsed.not_sessions, about),
                (Condition::Message(term), false) => want(&mut parsed.wanted, term, joined, Term::is_either),
                (Condition::Session(about), false) => {
                    want(&mut parsed.sessions, about, joined, About::is_either)
                }
            }
            if left == 0 {
                break;
            }
        }
        parsed
    }
}

/// Adds a condition: to the one before, if it is joined with it by `OR`; to one of its sort, if both can't be true.
fn want<T: PartialEq>(wanted: &mut Vec<Vec<T>>, term: T, joined: bool, is_either: impl Fn(&T, &T) -> bool) {
    let same_sort = |clause: &Vec<T>| clause.iter().all(|other| is_either(other, &term));
    let clause = if joined { wanted.len().checked_sub(1) } else { wanted.iter().position(same_sort) };
    if let Some(clause) = clause.and_then(|n| wanted.get_mut(n)) {
        push_new(clause, term);
    } else {
        push_new(wanted, vec![term]);
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// What a piece means: as its operator says, or else, as words.
fn condition(piece: &Piece<'_>, left: &mut usize) -> Option<Condition> {
    let said = piece.operator.and_then(|operator| with_operator(operator, piece, left));
    said.or_else(|| {
        let text = if piece.operator.is_some() { piece.whole } else { piece.value };
        phrase(piece, text, left).map(Term::Words).map(Condition::Message)
    })
}

fn with_operator(operator: Operator, piece: &Piece<'_>, left: &mut usize) -> Option<Condition> {
    let named = |names: &[(&str, Mark)]| {
        let fits = |name: &str| match piece.open {
            true => name.starts_with(&piece.value.to_ascii_lowercase()),
            false => name.eq_ignore_ascii_case(piece.value),
        };
        names.iter().find(|(name, _)| fits(name)).map(|&(_, mark)| Condition::Message(Term::Mark(mark)))
    };
    let mut words = || phrase(piece, piece.value, left);
    match operator {
        Operator::From => words().map(Term::From).map(Condition::Message),
        Operator::To => words().map(Term::To).map(Condition::Message),
        Operator::In => words().map(About::Title).map(Condition::Session),
        Operator::Series => words().map(About::Series).map(Condition::Session),
        Operator::Before => place::day_asked(piece.value).map(About::Before).map(Condition::Session),
        Operator::After => place::day_asked(piece.value).map(About::After).map(Condition::Session),
        Operator::Kind => named(&Mark::KINDS),
        Operator::Has => named(&Mark::THINGS),
        Operator::Redacted => is_yes(piece).then_some(Condition::Withheld),
    }
}

/// Whether a piece says yes, or begins to.
fn is_yes(piece: &Piece<'_>) -> bool {
    let value = piece.value.to_ascii_lowercase();
    value == YES || (piece.open && !value.is_empty() && YES.starts_with(&value))
}

fn phrase(piece: &Piece<'_>, text: &str, left: &mut usize) -> Option<Phrase> {
    let mut words = tokens::list(text);
    words.truncate(*left);
    *left -= words.len();
    let alone = tokens::is_alone(words.last()?);
    Some(Phrase { words, open: piece.open && !alone, quoted: piece.quoted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(phrase: &Phrase) -> String {
        format!("{}{}", phrase.words.join("_"), if phrase.open { "*" } else { "" })
    }

    fn term(term: &Term) -> String {
        match term {
            Term::Words(phrase) => words(phrase),
            Term::From(phrase) => format!("from={}", words(phrase)),
            Term::To(phrase) => format!("to={}", words(phrase)),
            Term::Mark(mark) => format!("{mark:?}").to_lowercase(),
        }
    }

    fn about(about: &About) -> String {
        match about {
            About::Title(phrase) => format!("in={}", words(phrase)),
            About::Series(phrase) => format!("series={}", words(phrase)),
            About::Before(day) => format!("before={day}"),
            About::After(day) => format!("after={day}"),
        }
    }

    fn shown(text: &str) -> String {
        let parsed = Parsed::new(text);
        let mut all: Vec<String> =
            parsed.wanted.iter().map(|any| any.iter().map(term).collect::<Vec<_>>().join("|")).collect();
        all.extend(parsed.unwanted.iter().map(|one| format!("-{}", term(one))));
        all.extend(parsed.sessions.iter().map(|any| any.iter().map(about).collect::<Vec<_>>().join("|")));
        all.extend(parsed.not_sessions.iter().map(|one| format!("-{}", about(one))));
        all.extend(parsed.withheld.then(|| "withheld".to_owned()));
        all.join(" ")
    }

    #[test]
    fn words_are_taken_apart() {
        for (text, meaning) in [
            ("", ""),
            ("Bud", "bud*"),
            ("budget ", "budget"),
            ("the Budget", "the budget*"),
            ("\"the budget\"", "the_budget"),
            ("\"the budg", "the_budg*"),
            ("vote \"the budget\" -tea ", "vote the_budget -tea"),
            ("pre* fix ", "pre* fix"),
            ("-tea", "tea*"),
            ("a - b ", "a b"),
            ("don't ", "don_t"),
            ("会议", "会_议"),
            ("tea tea ", "tea"),
            ("()AND^:", "and*"),
            ("\"\" \" ", ""),
            ("-\"green tea\" cake ", "cake -green_tea"),
        ] {
            assert_eq!(shown(text), meaning, "{text:?}");
        }
    }

    #[test]
    fn conditions_are_taken_apart() {
        let (june, july) = (place::day_asked("2008-06").unwrap(), place::day_asked("2008-07-01").unwrap());
        for (text, meaning) in [
            ("tea OR cake now ", "tea|cake now"),
            ("tea OR cake OR \"dry bread\"", "tea|cake|dry_bread"),
            ("OR tea OR", "or tea or*"),
            ("tea or cake ", "tea or cake"),
            ("tea OR -cake ", "tea or -cake"),
            ("from:ana tea ", "from=ana tea"),
            ("FROM:\"Ana Ruiz\"", "from=ana_ruiz"),
            ("from:ana from:ben ", "from=ana|from=ben"),
            ("-from:ana tea ", "tea -from=ana"),
            ("to:ben ", "to=ben"),
            ("kind:chat kind:note has:link ", "kind(chat)|note link"),
            ("has:link has:reply ", "link reply"),
            ("kind:tr", "kind(transcript)"),
            ("kind:tr ", "kind_tr"),
            ("kind:none ", "kind_none"),
            ("in:\"round table\" series:talks ", "in=round_table series=talks"),
            ("in:one OR in:two -series:old ", "in=one|in=two -series=old"),
            ("tea OR in:one ", "tea in=one"),
            ("tea redacted:yes ", "tea withheld"),
            ("redacted:y", "withheld"),
            ("redacted:no ", "redacted_no"),
            ("tea -redacted:yes ", "tea"),
            ("before:soon ", "before_soon"),
            ("from: ana", "from ana*"),
            ("http://a.example/b ", "http_a_example_b"),
            ("12:30 ", "12_30"),
        ] {
            assert_eq!(shown(text), meaning, "{text:?}");
        }
        assert_eq!(shown("before:2008-06 after:2008/7/1 "), format!("before={june} after={july}"));
    }

    #[test]
    fn a_long_query_is_cut() {
        let parsed = Parsed::new(&"word1 a b c d ".repeat(2_000));
        assert!(parsed.wanted.len() <= MOST_WORDS);
        let long = shown(&"字".repeat(10_000));
        assert_eq!(long.chars().filter(|&c| c == '字').count(), MOST_WORDS);
    }

    proptest! {
        #[test]
        fn anything_can_be_taken_apart(text in "[-*\" a-cé会\\PC\0:]{0,60}|((from|to|in|kind|before|OR|-)[: \"]?[a-c0-9]{0,2} ?){0,12}") {
            let parsed = Parsed::new(&text);
            for term in parsed.wanted.iter().flatten().chain(&parsed.unwanted) {
                if let Term::Words(phrase) | Term::From(phrase) | Term::To(phrase) = term {
                    prop_assert!(!phrase.words.is_empty());
                }
            }
            prop_assert!(parsed.wanted.iter().all(|clause| !clause.is_empty()));
        }
    }
}
