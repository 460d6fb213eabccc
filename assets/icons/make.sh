#!/usr/bin/env bash
# Renders icon.svg to the files that the desktop shell bundles.
#
# Needs these Debian packages: librsvg2-bin imagemagick python3
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 16 24 32 48 64 128 256 512 1024; do
  rsvg-convert --width "$size" --height "$size" icon.svg --output "$work/$size.png"
done

cp "$work/32.png" 32x32.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png
convert "$work"/{16,24,32,48,64,256}.png icon.ico

# An .icns file is a list of PNGs, each behind a four-letter type and its length.
python3 - "$work" <<'PYTHON'
import struct, sys
from pathlib import Path

SIZES = {b"icp4": 16, b"ic11": 32, b"icp5": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic08": 256, b"ic14": 512, b"ic09": 512, b"ic10": 1024}

def element(kind, data):
    return kind + struct.pack(">I", len(data) + 8) + data

images = b"".join(element(kind, Path(sys.argv[1], f"{size}.png").read_bytes()) for kind, size in SIZES.items())
Path("icon.icns").write_bytes(element(b"icns", images))
PYTHON
