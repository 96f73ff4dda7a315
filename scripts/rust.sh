#!/usr/bin/env bash
# openapi-generator's Rust client: it compiles, and reads every answer.
source "$(dirname "$0")/prepare.sh"
python_tools openapi-generator openapi-generator-cli==7.26.0
answers
work="$TOOLS/openapi-generator/check"
rm -rf "$work" && mkdir -p "$work/reader/src"
"$TOOLS/openapi-generator/bin/openapi-generator-cli" generate --input-spec openapi/openapi.yaml --generator-name rust \
  --output "$work/client" --additional-properties=packageName=memberships_client >"$work/generate.log" 2>&1 ||
  { cat "$work/generate.log"; exit 1; }
cat >"$work/reader/Cargo.toml" <<'TOML'
[package]
name = "reader"
version = "0.1.0"
edition = "2021"

[dependencies]
memberships_client = { path = "../client", default-features = false, features = ["rustls"] }
serde_json = "1"

[workspace]
TOML
{
  echo 'use memberships_client::models;'
  echo 'fn main() {'
  echo '    let mut read = 0;'
  for file in "$TOOLS"/answers/*.json; do
    name=$(basename "$file" .json)
    echo "    let text = std::fs::read_to_string(\"$file\").unwrap();"
    echo "    let rows: Vec<models::$name> = serde_json::from_str(&text).expect(\"$name\");"
    echo '    read += rows.len();'
  done
  echo '    println!("rust: {read} answers read");'
  echo '}'
} >"$work/reader/src/main.rs"
export CARGO_TARGET_DIR="$TOOLS/target"
cargo check --quiet --manifest-path "$work/client/Cargo.toml" --no-default-features --features rustls
cargo run --quiet --manifest-path "$work/reader/Cargo.toml"
say "the client passes cargo check"
