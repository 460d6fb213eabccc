//! What columns hold, by the names that people give them in several languages.

use super::Field;

/// Names in small letters. A name of one language that means something else in another is left out.
const NAMES: [(Field, &[&str]); 6] = [
    (
        Field::Time,
        &[
            "time",
            "timestamp",
            "time stamp",
            "datetime",
            "date time",
            "date/time",
            "date and time",
            "start",
            "start time",
            "begin",
            "begin time",
            "from time",
            "sent",
            "sent at",
            "created at",
            "posted at",
            "timecode",
            "in",
            "zeit",
            "uhrzeit",
            "zeitstempel",
            "zeitpunkt",
            "beginn",
            "heure",
            "horodatage",
            "début",
            "hora",
            "inicio",
            "fecha y hora",
            "início",
            "ora",
            "orario",
            "inizio",
            "tijd",
            "tijdstip",
            "begintijd",
            "tid",
            "czas",
            "время",
            "час",
            "начало",
            "时间",
            "時間",
            "时间戳",
            "開始",
            "日時",
        ],
    ),
    (
        Field::Date,
        &[
            "date", "day", "datum", "tag", "jour", "fecha", "data", "dia", "día", "dag", "дата", "日期",
            "日付",
        ],
    ),
    (
        Field::End,
        &[
            "end",
            "end time",
            "stop",
            "finish",
            "out",
            "ende",
            "fin",
            "fim",
            "fine",
            "einde",
            "eindtijd",
            "конец",
            "кінець",
            "结束",
            "終了",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "name",
            "from",
            "sender",
            "user",
            "username",
            "user name",
            "nick",
            "nickname",
            "speaker",
            "participant",
            "attendee",
            "who",
            "person",
            "display name",
            "full name",
            "absender",
            "autor",
            "autorin",
            "sprecher",
            "sprecherin",
            "teilnehmer",
            "teilnehmer/in",
            "wer",
            "von",
            "auteur",
            "nom",
            "expéditeur",
            "locuteur",
            "participante",
            "nombre",
            "remitente",
            "usuario",
            "ponente",
            "nome",
            "mittente",
            "autore",
            "utente",
            "remetente",
            "naam",
            "afzender",
            "spreker",
            "deelnemer",
            "имя",
            "автор",
            "отправитель",
            "участник",
            "ім'я",
            "відправник",
            "发送者",
            "发件人",
            "姓名",
            "名前",
            "送信者",
            "発言者",
        ],
    ),
    (
        Field::To,
        &[
            "to",
            "recipient",
            "recipients",
            "receiver",
            "to whom",
            "empfänger",
            "an",
            "destinataire",
            "destinatario",
            "destinatário",
            "ontvanger",
            "aan",
            "кому",
            "получатель",
            "收件人",
            "接收者",
            "宛先",
        ],
    ),
    (
        Field::Text,
        &[
            "text",
            "message",
            "messages",
            "chat message",
            "message text",
            "content",
            "contents",
            "body",
            "chat",
            "comment",
            "transcript",
            "utterance",
            "line",
            "nachricht",
            "inhalt",
            "kommentar",
            "was",
            "texte",
            "contenu",
            "commentaire",
            "mensaje",
            "texto",
            "contenido",
            "comentario",
            "mensagem",
            "messaggio",
            "testo",
            "bericht",
            "tekst",
            "opmerking",
            "сообщение",
            "текст",
            "повідомлення",
            "消息",
            "内容",
            "文本",
            "メッセージ",
            "本文",
        ],
    ),
];

/// What a column of this name holds, if the name tells.
pub(super) fn field(name: &str) -> Option<Field> {
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .to_lowercase()
        .replace(['_', '-'], " ");
    let known = |name: &str| NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field);
    known(&name).or_else(|| known(without_unit(&name)))
}

/// A name without what it says of its unit or zone: `start (ms)`, `time in seconds`.
fn without_unit(name: &str) -> &str {
    let name = name.split_once(['(', '[']).map_or(name, |(name, _)| name).trim_end();
    ["ms", "s", "sec", "secs", "seconds", "milliseconds", "utc", "gmt"]
        .iter()
        .find_map(|unit| name.strip_suffix(unit)?.strip_suffix(' '))
        .map_or(name, |name| name.strip_suffix(" in").unwrap_or(name))
}

/// Whether a column's name says that its numbers are milliseconds.
pub(super) fn is_in_ms(name: &str) -> bool {
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "ms" | "msec" | "milliseconds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_several_languages() {
        for (name, expected) in [
            (" Time ", Field::Time),
            ("\u{FEFF}Uhrzeit", Field::Time),
            ("start_ms", Field::Time),
            ("Time in Seconds", Field::Time),
            ("Timestamp (UTC)", Field::Time),
            ("日期", Field::Date),
            ("END-TIME", Field::End),
            ("Expéditeur", Field::Author),
            ("Destinatario", Field::To),
            ("Сообщение", Field::Text),
        ] {
            assert_eq!(field(name), Some(expected), "{name}");
        }
        assert_eq!((field("Rating"), field(""), field("s")), (None, None, None));
        assert!(is_in_ms("start_ms") && is_in_ms("Start (ms)") && !is_in_ms("items"));
    }
}
