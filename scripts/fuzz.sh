#!/usr/bin/env bash
# Fuzzes the loader and the comparer for SECONDS each (300 unless told), from our own documents and
# pairs; what they find stays in fuzz/artifacts. Needs a C++ compiler; the stable toolchain is told
# to take the switches of an unstable one.
source "$(dirname "$0")/prepare.sh"
seconds=${1:-300}
if ! [ -x "$TOOLS/fuzz/bin/cargo-fuzz" ]; then
  say "installs cargo-fuzz"
  cargo install --quiet --locked --version 0.13.2 --root "$TOOLS/fuzz" cargo-fuzz
fi
export PATH="$TOOLS/fuzz/bin:$PATH" RUSTC_BOOTSTRAP=1

corpus=fuzz/corpus/load
mkdir -p "$corpus" fuzz/corpus/compare
cp openapi/documented/*.yaml "$corpus"
for pairs in src/diff/truth/*.yaml src/diff/rules/pairs/*.yaml; do
  split --lines 1 --suffix-length 4 "$pairs" "$corpus/$(basename "$pairs" .yaml)-"
done

# What chance makes of few bytes is a small pair: long ones from the first.
for at in $(seq 200); do
  head -c $((60 + at * 3)) /dev/urandom >"fuzz/corpus/compare/seed-$at"
done

# The code is safe Rust: a sanitizer of memory would find nothing and take half of the time.
for target in load compare; do
  say "fuzzes $target for $seconds s"
  cargo fuzz run --sanitizer none "$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 -len_control=0 \
    -print_final_stats=1
done
