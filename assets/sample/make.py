"""Makes a voice track for each speaker, the transcript and the chat of the sample from its script.

Usage: make.py FOLDER, which gets Maud.wav, Callum.wav, Tobias.wav, transcript.vtt and chat.txt.
"""

import json
import re
import sys
import wave
from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from speech import RATE, Voice

HERE = Path(__file__).parent
NAMES = {"Maud": "Maud Fairley", "Callum": "Callum Reid", "Tobias": "Tobias Lund"}
# Flite's voice and how slowly it speaks.
VOICES = {"Maud": ("slt", 1.1), "Callum": ("awb", 1.13), "Tobias": ("rms", 1.0)}

LEAD, TAIL = 1.2, 6.0
PAUSE, CHANGE, PARAGRAPH = 0.45, 0.6, 1.0
# Speakers are set to the same level before they are mixed.
LEVEL = 3000.0
# The chat was stamped by a clock that is this much ahead of the recording's.
CLOCK_AHEAD = timedelta(seconds=12)
# Zoom quotes the first characters of a message.
QUOTED = 20


@dataclass
class Sentence:
    speaker: str
    words: list
    start: float
    end: float


@dataclass
class Typed:
    at: int
    line: str
    number: int


def read_script(text):
    """Speaks the sentences one after the other; gives them, what was typed, each speaker's track, and the length."""
    voices = {name: Voice(*settings) for name, settings in VOICES.items()}
    pieces = {name: [] for name in VOICES}
    sentences, typed = [], []
    now, said, paragraph, last = LEAD, 0.0, False, None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            continue
        if not line:
            paragraph = bool(sentences)
        elif line.startswith("> "):
            delay, rest = line[2:].split(" ", 1)
            typed.append(Typed(round(said + float(delay)), rest, number))
        else:
            speaker, sentence = line.split(": ", 1)
            if last:
                now += PARAGRAPH if paragraph else CHANGE if speaker != last else PAUSE
            samples, words = voices[speaker].say(sentence)
            written = sentence.split()
            if len(words) != len(written):
                raise SystemExit(f"script.txt:{number}: {len(written)} words are written, {len(words)} spoken")
            for word, with_marks in zip(words, written):
                word.text, word.start, word.end = with_marks, now + word.start, now + word.end
            sentences.append(Sentence(speaker, words, now, words[-1].end))
            pieces[speaker].append((round(now * RATE), samples))
            now = said = words[-1].end
            last, paragraph = speaker, False
    length = round((now + TAIL) * RATE)
    return sentences, typed, {name: track(placed, length) for name, placed in pieces.items()}


def track(pieces, length):
    """One speaker's sentences at their places in silence, at the common level."""
    spoken = [sample for _, samples in pieces for sample in samples]
    gain = LEVEL / (sum(sample * sample for sample in spoken) / len(spoken)) ** 0.5
    whole = array("h", bytes(2 * length))
    for at, samples in pieces:
        levelled = (round(max(-32768, min(32767, sample * gain))) for sample in samples)
        whole[at : at + len(samples)] = array("h", levelled)
    return whole


def stamp(seconds):
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def transcript(title, sentences):
    """WebVTT with a cue for each sentence and a time for each word but the first, which begins with its cue."""
    cues = [f"WEBVTT {title}\n\nNOTE Everybody in this conversation is invented, and so is what they say."]
    for sentence in sentences:
        first, *others = sentence.words
        text = first.text + "".join(f" <{stamp(word.start)}>{word.text}" for word in others)
        times = f"{stamp(sentence.start)} --> {stamp(sentence.end)}"
        cues.append(f"{times}\n<v {NAMES[sentence.speaker]}>{text}</v>")
    return "\n\n".join(cues) + "\n"


HEADER = re.compile(r"(?P<who>[^:]+?)(?: to (?P<to>[^:]+?))?(?: re (?P<re>\w+))?: (?P<text>.+?)(?: #(?P<id>\w+))?$")
REACTION = re.compile(r"(?P<who>[^:]+?) (?P<verb>likes|unlikes) (?P<id>\w+) (?P<emoji>\S+)$")


def chat(started, typed):
    """Zoom's chat as it saves it on one's own machine: headers end in CRLF, the lines below in LF."""
    quotes, blocks = {}, []
    for entry in sorted(typed, key=lambda entry: entry.at):
        to, private = "Everyone", ""
        try:
            if reaction := REACTION.match(entry.line):
                who, quote, emoji = reaction["who"], quotes[reaction["id"]], reaction["emoji"]
                gave = reaction["verb"] == "likes"
                text = f'Reacted to "{quote}" with {emoji}' if gave else f'Removed a {emoji} reaction from "{quote}"'
            else:
                parts = HEADER.match(entry.line)
                who, text = parts["who"], parts["text"].replace("\\n", "\n")
                if parts["to"]:
                    to, private = parts["to"], "(Direct Message)"
                if parts["id"]:
                    quotes[parts["id"]] = text[:QUOTED].rstrip() + "..." if len(text) > QUOTED else text
                if parts["re"]:
                    text = f'Replying to "{quotes[parts["re"]]}"\n\n{text}'
        except (KeyError, TypeError) as error:
            raise SystemExit(f"script.txt:{entry.number}: can't be read, or refers to nothing above it: {error}")
        time = started + timedelta(seconds=entry.at) + CLOCK_AHEAD
        body = "".join(f"\t{line}\n" for line in text.split("\n"))
        blocks.append(f"{time:%H:%M:%S} From {who} to {to}{private}:\r\n{body}")
    return "".join(blocks)


def write_wave(path, samples):
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


def main(folder):
    facts = json.loads((HERE / "sample.json").read_text("utf-8"))
    sentences, typed, tracks = read_script((HERE / "script.txt").read_text("utf-8"))
    for name, samples in tracks.items():
        write_wave(folder / f"{name}.wav", samples)
    (folder / "transcript.vtt").write_bytes(transcript(facts["title"], sentences).encode())
    (folder / "chat.txt").write_bytes(chat(datetime.fromisoformat(facts["started_at"]), typed).encode())


main(Path(sys.argv[1]))
