//! Replies and reactions, which Zoom writes into the chat as sentences that quote the message they belong to:
//! `Replying to "Good morni..."`, `Reacted to "Good morni..." with 👍`, `Removed a 👍 reaction from "Good morni..."`.
//!
//! Older versions write `add 👍` and `remove 👍` and do not say to what; these stay messages.

use std::collections::BTreeMap;

use causerie_model::{Message, Reaction};

use super::quotes::Quotable;

/// The words of one language around the quote. In Dutch and French no removal has been seen yet.
struct Wording {
    reply: &'static str,
    reacted: (&'static str, &'static str),
    removed: Option<(&'static str, &'static str)>,
}

const WORDINGS: [Wording; 3] = [
    Wording {
        reply: "Replying to ",
        reacted: ("Reacted to ", " with "),
        removed: Some(("Removed a ", " reaction from ")),
    },
    Wording { reply: "Antwoord verzenden naar ", reacted: ("Heeft gereageerd op ", " met "), removed: None },
    Wording { reply: "Répondre à ", reacted: ("A réagi à ", " avec "), removed: None },
];

/// Bytes within which a quote ends.
const LONGEST_QUOTE: usize = 1024;
/// Quotation marks in a quote and in what follows that are tried as its end.
const MOST_ENDS: usize = 16;
/// Bytes that name an emoji, which may be several joined, or `:a_custom_one:`.
const LONGEST_EMOJI: usize = 64;

/// What a message's text says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Event<'a> {
    /// With the text behind the opening quotation mark.
    Reply(&'a str),
    Reacted {
        quote: &'a str,
        emoji: &'a str,
    },
    Removed {
        quote: &'a str,
        emoji: &'a str,
    },
}

impl<'a> Event<'a> {
    fn of(text: &'a str) -> Option<Self> {
        WORDINGS.iter().find_map(|words| {
            if let Some(rest) = text.strip_prefix(words.reply) {
                return Some(Self::Reply(opened(rest)?));
            }
            if let Some(rest) = text.strip_prefix(words.reacted.0) {
                let (quote, emoji) = opened(rest)?.rsplit_once(words.reacted.1)?;
                return Some(Self::Reacted { quote: closed(quote)?, emoji: named_emoji(emoji)? });
            }
            let (before, after) = words.removed?;
            let (emoji, rest) = text.strip_prefix(before)?.split_once(after)?;
            Some(Self::Removed { quote: closed(opened(rest)?)?, emoji: named_emoji(emoji)? })
        })
    }
}

fn opened(text: &str) -> Option<&str> {
    text.strip_prefix(['"', '“'])
}

fn closed(text: &str) -> Option<&str> {
    text.trim_end().strip_suffix(['"', '”'])
}

fn named_emoji(text: &str) -> Option<&str> {
    let emoji = text.trim().trim_matches(['"', '“', '”']);
    (!emoji.is_empty() && emoji.len() <= LONGEST_EMOJI && !emoji.contains(['\n', '"'])).then_some(emoji)
}

/// Whether a text is a whole reaction, or one taken back.
pub(super) fn is_reaction(text: &str) -> bool {
    text.len() < LONGEST_QUOTE
        && match Event::of(text) {
            Some(Event::Reacted { .. } | Event::Removed { .. }) => true,
            Some(Event::Reply(_)) | None => false,
        }
}

/// Whether a text is the start of an event that must go on below: the rest of its quote, or what is replied.
pub(super) fn awaits_more(text: &str) -> bool {
    if text.len() >= LONGEST_QUOTE {
        return false;
    }
    match Event::of(text) {
        Some(Event::Reply(rest)) => closed(rest).is_some() || !rest.contains(['"', '”']),
        Some(Event::Reacted { .. } | Event::Removed { .. }) => false,
        None => WORDINGS.iter().any(|words| text.strip_prefix(words.reacted.0).and_then(opened).is_some()),
    }
}

/// A quote and what is replied to it, for each place where the quote could end, the nearest first.
fn splits(rest: &str) -> impl Iterator<Item = (&str, &str)> {
    rest.match_indices(['"', '”'])
        .take_while(|(at, _)| *at < LONGEST_QUOTE)
        .take(MOST_ENDS)
        .filter_map(|(at, mark)| Some((rest.get(..at)?, rest.get(at + mark.len()..)?)))
        .filter(|(_, reply)| reply.is_empty() || reply.starts_with(char::is_whitespace))
        .map(|(quote, reply)| (quote, reply.trim()))
}

/// Links replies to what they answer and turns reactions into [`Reaction`]s, wherever exactly one earlier message
/// fits the quote; the rest stay as they were written. Positions in the list become the messages' numbers.
pub(super) fn gather(mut messages: Vec<Message>) -> Vec<Message> {
    if !messages.iter().any(|message| Event::of(&message.text).is_some()) {
        return messages;
    }
    let mut quotable = Quotable::default();
    let mut reactions = Reactions::default();
    let mut gathered = vec![false; messages.len()];
    for ((at, message), gathered) in messages.iter_mut().enumerate().zip(&mut gathered) {
        let mut reply = None;
        match Event::of(&message.text) {
            Some(Event::Reply(rest)) => reply = answer(&quotable, rest),
            Some(Event::Reacted { quote, emoji }) => {
                if let Some(to) = target(&quotable, quote) {
                    reactions.give(at, to, emoji, &message.author);
                    *gathered = true;
                }
            }
            Some(Event::Removed { quote, emoji }) => {
                *gathered = target(&quotable, quote)
                    .is_some_and(|to| reactions.take_back(to, emoji, &message.author));
            }
            None => {}
        }
        if *gathered {
            continue;
        }
        quotable.add(&message.text, at);
        if let Some((to, text)) = reply {
            quotable.add(&text, at);
            message.text = text;
            message.reply_to = Some(to);
        }
    }
    reactions.settle(&mut messages);
    renumber(messages, &gathered)
}

fn target(quotable: &Quotable, quote: &str) -> Option<usize> {
    quotable.find(quote).or_else(|| quotable.find_start(quote))
}

/// The position of what is replied to, and the reply.
fn answer(quotable: &Quotable, rest: &str) -> Option<(u32, String)> {
    let found = |(quote, reply)| Some((quotable.find(quote)?, reply));
    let (to, reply) = splits(rest).find_map(found).or_else(|| {
        let (quote, reply) = splits(rest).next()?;
        Some((quotable.find_start(quote)?, reply))
    })?;
    Some((u32::try_from(to).ok()?, reply.to_owned()))
}

/// Who gave which reaction to what, by positions in the list: `(to, emoji, author)`, and the position of the event.
#[derive(Default)]
struct Reactions(BTreeMap<(usize, String, String), usize>);

impl Reactions {
    fn give(&mut self, at: usize, to: usize, emoji: &str, author: &str) {
        self.0.entry((to, emoji.to_owned(), author.to_owned())).or_insert(at);
    }

    /// Whether there was one to take back.
    fn take_back(&mut self, to: usize, emoji: &str, author: &str) -> bool {
        self.0.remove(&(to, emoji.to_owned(), author.to_owned())).is_some()
    }

    /// Puts them with their messages, in the order in which they were given.
    fn settle(self, messages: &mut [Message]) {
        let mut in_order: Vec<_> = self.0.into_iter().map(|(reaction, at)| (at, reaction)).collect();
        in_order.sort_unstable_by_key(|(at, _)| *at);
        let mut places: BTreeMap<(usize, String), usize> = BTreeMap::new();
        for (_, (to, emoji, author)) in in_order {
            let Some(message) = messages.get_mut(to) else {
                continue;
            };
            let place = *places.entry((to, emoji.clone())).or_insert(message.reactions.len());
            match message.reactions.get_mut(place) {
                Some(reaction) => reaction.by.push(author),
                None => message.reactions.push(Reaction { emoji, by: vec![author] }),
            }
        }
    }
}

/// Drops what was gathered, and turns positions in the old list into those in the new.
fn renumber(messages: Vec<Message>, gathered: &[bool]) -> Vec<Message> {
    let mut next = 0;
    let numbers: Vec<u32> = gathered
        .iter()
        .map(|&gathered| {
            let number = next;
            next += u32::from(!gathered);
            number
        })
        .collect();
    let number = |old: u32| numbers.get(usize::try_from(old).ok()?).copied();
    let mut kept: Vec<Message> = messages
        .into_iter()
        .zip(gathered)
        .filter(|(_, gathered)| !**gathered)
        .map(|(message, _)| message)
        .collect();
    for message in &mut kept {
        message.reply_to = message.reply_to.and_then(number);
    }
    kept
}

#[cfg(test)]
mod tests {
    use causerie_model::{Kind, TimeMs};

    use super::*;
    use crate::format::message;

    /// Gathers messages given as `(author, text)` and shows `author: text`, with `>n` for what it answers and
    /// reactions as ` [emoji by,by]`.
    fn gathered(messages: &[(&str, &str)]) -> Vec<String> {
        let messages = messages.iter().zip(1..).map(|((author, text), line)| {
            let mut message = message(line, TimeMs::ZERO, Kind::Chat, (*text).to_owned());
            message.author = (*author).to_owned();
            message
        });
        let shown = |message: &Message| {
            let reply = message.reply_to.map(|to| format!(">{to}")).unwrap_or_default();
            let reactions = message.reactions.iter().map(|r| format!(" [{} {}]", r.emoji, r.by.join(",")));
            format!("{}{reply}: {}{}", message.author, message.text, reactions.collect::<String>())
        };
        gather(messages.collect()).iter().map(shown).collect()
    }

    #[test]
    fn replies_and_reactions_are_linked_in_three_languages() {
        let shown = gathered(&[
            ("Ana", "Where do we meet tomorrow?"),
            ("Ben", "Reacted to \"Where do we meet tom...\" with 👍"),
            ("Cleo", "Heeft gereageerd op \"Where do we meet tom...\" met 👍"),
            ("Dré", "A réagi à \"Where do we meet tom…\" avec ❤️"),
            ("Ben", "Replying to \"Where do we meet tom...\"\n\nIn the hall"),
            ("Cleo", "Antwoord verzenden naar \"In the hall\"\n\nWelke?"),
            ("Dré", "Répondre à \"Welke?\" La grande"),
            ("Ben", "Removed a 👍 reaction from \"Where do we meet tom...\""),
        ]);
        assert_eq!(
            shown,
            [
                "Ana: Where do we meet tomorrow? [👍 Cleo] [❤️ Dré]",
                "Ben>0: In the hall",
                "Cleo>1: Welke?",
                "Dré>2: La grande",
            ],
            "reactions are gone from the list and the numbers close up"
        );
    }

    #[test]
    fn what_fits_no_message_or_several_stays_text() {
        let messages = [
            ("Ana", "Yes"),
            ("Ben", "Yes"),
            ("Cleo", "Replying to \"Yes\" to whom?"),
            ("Cleo", "Reacted to \"Nobody wrote this\" with 👍"),
            ("Ana", "Removed a 👍 reaction from \"Replying to \"Yes\" to...\""),
            ("Ana", "add 👍"),
            ("Ana", "Reacted to the news with joy"),
        ];
        let expected: Vec<_> = messages.iter().map(|(author, text)| format!("{author}: {text}")).collect();
        assert_eq!(gathered(&messages), expected);
    }

    #[test]
    fn a_quote_may_hold_quotation_marks_and_line_ends() {
        let shown = gathered(&[
            ("Ana", "He said \"no\" to me"),
            ("Ben", "one\ntwo\nthree and more"),
            ("Cleo", "Replying to \"He said \"no\" to me\" \"Why\" is the question"),
            ("Cleo", "Replying to \"one\ntwo\nthree and...\"\n\nfour"),
            ("Dré", "Reacted to \"one\ntwo\nthree and...\" with 🎉"),
        ]);
        assert_eq!(
            shown,
            [
                "Ana: He said \"no\" to me",
                "Ben: one\ntwo\nthree and more [🎉 Dré]",
                "Cleo>0: \"Why\" is the question",
                "Cleo>1: four",
            ]
        );
    }

    #[test]
    fn only_earlier_messages_are_answered() {
        let shown = gathered(&[("Ana", "Replying to \"Later\" now"), ("Ben", "Later")]);
        assert_eq!(shown, ["Ana: Replying to \"Later\" now", "Ben: Later"]);
    }

    #[test]
    fn the_same_reaction_twice_counts_once() {
        let react = ("Ben", "Reacted to \"Hi\" with 👍");
        assert_eq!(gathered(&[("Ana", "Hi"), react, react]), ["Ana: Hi [👍 Ben]"]);
    }

    #[test]
    fn an_event_waits_for_its_text() {
        for (text, waits) in [
            ("Replying to \"Hi\"", true),
            ("Replying to \"Hi", true),
            ("Replying to \"Hi\"\n\nyou", false),
            ("Reacted to \"one", true),
            ("Reacted to \"one\" with 👍", false),
            ("Hi", false),
        ] {
            assert_eq!(awaits_more(text), waits, "{text:?}");
        }
    }
}
