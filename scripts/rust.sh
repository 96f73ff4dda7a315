#!/usr/bin/env bash
# openapi-generator's Rust clients of all documents compile; that of v3 reads every answer.
source "$(dirname "$0")/prepare.sh"
python_tools openapi-generator openapi-generator-cli==7.26.0
answers
work="$TOOLS/openapi-generator/check"
rm -rf "$work" && mkdir -p "$work/reader/src"
export CARGO_TARGET_DIR="$TOOLS/target"
for document in "${DOCUMENTS[@]}"; do
  client="$work/$(echo "${document#openapi/}" | tr / - | sed 's/\.yaml$//')"
  "$TOOLS/openapi-generator/bin/openapi-generator-cli" generate --input-spec "$document" --generator-name rust \
    --output "$client" --additional-properties=packageName=memberships_client >"$work/generate.log" 2>&1 ||
    { cat "$work/generate.log"; exit 1; }
  cargo check --quiet --manifest-path "$client/Cargo.toml" --no-default-features --features rustls
done
cat >"$work/reader/Cargo.toml" <<'TOML'
[package]
name = "reader"
version = "0.1.0"
edition = "2021"

[dependencies]
memberships_client = { path = "../openapi", default-features = false, features = ["rustls"] }
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
cargo run --quiet --manifest-path "$work/reader/Cargo.toml"
say "the clients of ${#DOCUMENTS[@]} documents pass cargo check"
