#!/usr/bin/env bash
# progenitor on the 3.0 profile of all documents: the clients compile; that of v3 reads every answer, and
# lists, creates, updates and deletes on the reference site.
source "$(dirname "$0")/prepare.sh"
answers
work="$TOOLS/progenitor/check"
rm -rf "$work" && mkdir -p "$work/src"
memberspec generate --profile 3.0 --format json --out "$work/documents" >/dev/null
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "reader"
version = "0.1.0"
edition = "2021"

default-run = "reader"

[dependencies]
base64 = "0.22"
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
tokio = { version = "1", features = ["macros", "rt"] }
uuid = { version = "1", features = ["serde"] }

[workspace]
TOML
export CARGO_TARGET_DIR="$TOOLS/target"
for document in v2 v4 documented/v2 documented/v3; do
  printf 'progenitor::generate_api!("documents/%s.3.0.json");\nfn main() {}\n' "$document" >"$work/src/main.rs"
  cargo check --quiet --manifest-path "$work/Cargo.toml"
done
{
  echo 'progenitor::generate_api!("documents/openapi.3.0.json");'
  echo 'fn main() {'
  echo '    let mut read = 0;'
  for file in "$TOOLS"/answers/*.json; do
    name=$(basename "$file" .json)
    grep -q "\"$name\": {" "$work/documents/openapi.3.0.json" || continue
    echo "    let text = std::fs::read_to_string(\"$file\").unwrap();"
    echo "    let rows: Vec<types::$name> = serde_json::from_str(&text).expect(\"$name\");"
    echo '    read += rows.len();'
  done
  echo '    println!("progenitor: {read} answers read");'
  echo '}'
} >"$work/src/main.rs"
cargo run --quiet --manifest-path "$work/Cargo.toml"
mkdir "$work/src/bin"
cp scripts/clients/progenitor.rs "$work/src/bin/live.rs"
start_site "$work"
cargo run --quiet --manifest-path "$work/Cargo.toml" --bin live
say "the clients of 5 documents in the 3.0 profile pass cargo check, and that of v3 lists, creates, updates and deletes"
