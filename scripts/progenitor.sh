#!/usr/bin/env bash
# progenitor on the 3.0 profile: the client compiles, and reads every answer.
source "$(dirname "$0")/prepare.sh"
answers
work="$TOOLS/progenitor/check"
rm -rf "$work" && mkdir -p "$work/src"
memberspec generate --api v3 --contract observed --profile 3.0 --format json >"$work/memberships.json"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "reader"
version = "0.1.0"
edition = "2021"

[dependencies]
bytes = "1"
chrono = { version = "0.4", features = ["serde"] }
futures-core = "0.3"
percent-encoding = "2"
progenitor = "0.15"
progenitor-client = "0.15"
rand = "0.9"
regress = "0.11"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }

[workspace]
TOML
{
  echo 'progenitor::generate_api!("memberships.json");'
  echo 'fn main() {'
  echo '    let mut read = 0;'
  for file in "$TOOLS"/answers/*.json; do
    name=$(basename "$file" .json)
    grep -q "\"$name\": {" "$work/memberships.json" || continue
    echo "    let text = std::fs::read_to_string(\"$file\").unwrap();"
    echo "    let rows: Vec<types::$name> = serde_json::from_str(&text).expect(\"$name\");"
    echo '    read += rows.len();'
  done
  echo '    println!("progenitor: {read} answers read");'
  echo '}'
} >"$work/src/main.rs"
export CARGO_TARGET_DIR="$TOOLS/target"
cargo check --quiet --manifest-path "$work/Cargo.toml"
cargo run --quiet --manifest-path "$work/Cargo.toml"
say "the client of the 3.0 profile passes cargo check"
