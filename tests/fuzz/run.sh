#!/usr/bin/env bash
# Feeds the readers of logs, tags and recordings with strange bytes, each target for so many seconds (`run.sh 10`).
# A toolchain that is stable will do: what is looked for are panics, hangs and vast memory, which need no sanitizer.
set -euo pipefail

seconds=${1:?usage: run.sh SECONDS}
target=$(realpath -m "${CARGO_TARGET_DIR:-$(dirname "$0")/../../target}")
cd "$(dirname "$0")"
PATH=$PATH:$target/tools/bin

host=$(rustc --version --verbose | sed -n 's/^host: //p')
found=$target/fuzz/found
cargo fuzz build --fuzz-dir . --target-dir "$target/fuzz" --sanitizer none
for name in $(cargo fuzz list --fuzz-dir .); do
  program=$target/fuzz/$host/release/$name
  corpus=$target/fuzz/corpus/$name
  log=$found/$name.log
  words=$name.dict
  [ -f "$words" ] || words=logs.dict
  mkdir -p "$corpus" "$found"
  if ! CAUSERIE_SEEDS=$corpus "$program" "$corpus" -artifact_prefix="$found/$name-" -dict="$words" \
    -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1; then
    grep -A 1 -m 1 -e 'panicked at' -e 'ERROR: libFuzzer' "$log" >&2 || tail "$log" >&2
    input=$(sed -n 's/.*Test unit written to //p' "$log")
    printf 'error: %s breaks on strange bytes\n  help: mend it, and see with: %s %s\n' "$name" "$program" "$input" >&2
    exit 1
  fi
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf 'fuzz: %s: nothing broke on %s inputs in %s s\n' "$name" "$inputs" "$seconds"
done
