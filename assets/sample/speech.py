"""Speech with the time of every word, by Flite (Debian: libflite1), called directly for its segment times."""

import ctypes
from array import array
from dataclasses import dataclass

RATE = 16_000


class _Wave(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    ]


class _Voice(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("features", ctypes.c_void_p)]


def _library(name):
    return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)


_flite = _library("libflite.so.1")
_language = [_library("libflite_usenglish.so.1"), _library("libflite_cmulex.so.1")]


def _function(name, result, *arguments):
    function = getattr(_flite, name)
    function.restype, function.argtypes = result, arguments
    return function


_pointer, _text = ctypes.c_void_p, ctypes.c_char_p
_synthesise = _function("flite_synth_text", _pointer, _text, _pointer)
_wave_of = _function("utt_wave", ctypes.POINTER(_Wave), _pointer)
_relation = _function("utt_relation", _pointer, _pointer, _text)
_first = _function("relation_head", _pointer, _pointer)
_next = _function("item_next", _pointer, _pointer)
_number = _function("flite_ffeature_float", ctypes.c_float, _pointer, _text)
_string = _function("flite_ffeature_string", _text, _pointer, _text)
_set = _function("flite_feat_set_float", None, _pointer, _text, ctypes.c_float)
_forget = _function("delete_utterance", None, _pointer)
_function("flite_init", ctypes.c_int)()

_START = b"daughter.R:SylStructure.daughter.daughter.R:Segment.p.end"
_END = b"daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"


@dataclass
class Word:
    """A token of the text and the seconds between which it sounds."""

    text: str
    start: float
    end: float


class Voice:
    """One of Flite's voices: `slt`, `rms` or `awb`; `stretch` above 1 speaks slower."""

    def __init__(self, name, stretch):
        library = _library(f"libflite_cmu_us_{name}.so.1")
        register = getattr(library, f"register_cmu_us_{name}")
        register.restype, register.argtypes = ctypes.POINTER(_Voice), [_pointer]
        self._voice = register(None)
        _set(self._voice.contents.features, b"duration_stretch", stretch)

    def say(self, text):
        """The samples of a sentence, 16 bits mono at `RATE`, without silence at its ends, and its words."""
        utterance = _synthesise(text.encode("ascii"), ctypes.cast(self._voice, _pointer))
        words, token = [], _first(_relation(utterance, b"Token"))
        while token:
            words.append(Word(_string(token, b"name").decode(), _number(token, _START), _number(token, _END)))
            token = _next(token)
        wave = _wave_of(utterance).contents
        if wave.sample_rate != RATE or wave.num_channels != 1:
            raise SystemExit(f"this Flite speaks at {wave.sample_rate} Hz, not {RATE}")
        samples = array("h", ctypes.string_at(wave.samples, wave.num_samples * 2))
        _forget(utterance)
        begin, end = words[0].start, words[-1].end
        for word in words:
            word.start, word.end = word.start - begin, word.end - begin
        return samples[round(begin * RATE) : round((end + 0.05) * RATE)], words
