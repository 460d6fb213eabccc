#!/usr/bin/env bash
# Makes the sample session from script.txt: sample.mp3, transcript.vtt and chat.txt. Two runs give the same files.
#
# Needs these Debian packages: python3 libflite1 sox lame ffmpeg
set -euo pipefail
cd "$(dirname "$0")"

rate=32000
loudness=-18 # LUFS

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -B make.py "$work"

# NAME LEFT RIGHT: a seat at the table, in a small room, without boom.
seat() {
  sox -D -G "$work/$1.wav" -r "$rate" "$work/$1-seated.wav" \
    gain -6 highpass 85 equalizer 2800 1.2q 2 treble 2 4500 \
    compand 0.002,0.2 6:-60,-60,-34,-22,0,-11 0 -90 \
    remix "1v$2" "1v$3" reverb 8 60 18 100 4 -2
}
seat Maud 0.70 0.72
seat Callum 0.85 0.58
seat Tobias 0.56 0.86

sox -D -m -v 1 "$work/Maud-seated.wav" -v 1 "$work/Callum-seated.wav" -v 1 "$work/Tobias-seated.wav" -b 24 "$work/mixed.wav" gain -6

measured=$(ffmpeg -hide_banner -nostats -i "$work/mixed.wav" -af ebur128=framelog=verbose -f null - 2>&1 |
  awk '$1 == "I:" { print $2 }')
gain=$(awk -v want="$loudness" -v have="$measured" 'BEGIN { printf "%.1f", want - have }')
sox -D "$work/mixed.wav" -b 16 "$work/sample.wav" gain "$gain"

fact() { python3 -c 'import json, sys; print(json.load(open("sample.json"))[sys.argv[1]])' "$1"; }
lame --quiet -V 7 -m j --scale 1 --lowpass 8.5 --id3v2-only --tt "$(fact title)" --tl "$(fact series)" \
  --ta "Maud Fairley, Callum Reid, Tobias Lund" --ty "$(fact date | cut -c1-4)" "$work/sample.wav" "$work/sample.mp3"

mv "$work/sample.mp3" "$work/transcript.vtt" "$work/chat.txt" .
