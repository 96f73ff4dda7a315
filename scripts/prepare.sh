# Shared by the scripts of this folder: source it. Tools go to .tools/, by package name and version.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS="$ROOT/.tools"
DOCUMENTS=(openapi/openapi.yaml openapi/v2.yaml openapi/v4.yaml openapi/documented/v2.yaml openapi/documented/v3.yaml)
cd "$ROOT"
mkdir -p "$TOOLS"
export REDOCLY_TELEMETRY=off SCARF_ANALYTICS=false npm_config_update_notifier=false

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }

# The program itself: MEMBERSPEC names a built one, else cargo builds it.
memberspec() {
  if [ -n "${MEMBERSPEC:-}" ]; then "$MEMBERSPEC" "$@"; else cargo run --quiet --manifest-path "$ROOT/Cargo.toml" -- "$@"; fi
}

# The documents in the 3.0 profile: OLD_DOCUMENTS names them.
old_documents() {
  memberspec generate --profile 3.0 --out "$TOOLS/3.0" >/dev/null
  OLD_DOCUMENTS=("$TOOLS"/3.0/*.yaml "$TOOLS"/3.0/documented/*.yaml)
}

# npm_tools FOLDER PACKAGE@VERSION…: installs packages of the npm registry once.
npm_tools() {
  local folder="$TOOLS/$1"
  shift
  if [ "$(cat "$folder/.installed" 2>/dev/null)" != "$*" ]; then
    say "installs $* from npm"
    rm -rf "$folder" && mkdir -p "$folder"
    (cd "$folder" && npm init --yes >/dev/null 2>&1 && npm install --no-audit --no-fund --loglevel=error "$@" >npm.log 2>&1) ||
      { cat "$folder/npm.log"; return 1; }
    echo "$*" >"$folder/.installed"
  fi
}

# python_tools FOLDER PACKAGE==VERSION…: installs packages of the Python registry once.
python_tools() {
  local folder="$TOOLS/$1"
  shift
  if [ "$(cat "$folder/.installed" 2>/dev/null)" != "$*" ]; then
    say "installs $* from PyPI"
    rm -rf "$folder" && python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
    echo "$*" >"$folder/.installed"
  fi
}

# cargo_tools FOLDER CRATE@VERSION: installs a program of the crate registry once, not optimized.
cargo_tools() {
  local folder="$TOOLS/$1"
  if [ "$(cat "$folder/.installed" 2>/dev/null)" != "$2" ]; then
    say "installs $2 from the crate registry"
    rm -rf "$folder"
    cargo install --quiet --locked --debug --root "$folder" "$2"
    echo "$2" >"$folder/.installed"
  fi
}

# start_site FOLDER: starts a reference site until the script ends, and says in the environment where it
# is, with which key, and which customer and plan have no membership together.
start_site() {
  rm -f "$1/ready.json"
  "$(realpath "${MEMBERSPEC:-target/debug/memberspec}")" serve --port 0 --dev --ready-file "$1/ready.json" >"$1/site.log" 2>&1 &
  # shellcheck disable=SC2064 # as it is now
  trap "kill $!" EXIT
  for _ in $(seq 100); do [ -s "$1/ready.json" ] && break; sleep 0.1; done
  SITE=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$1/ready.json")
  export SITE KEY=ck_reference_read_write SECRET=cs_reference_read_write CUSTOMER=65 PLAN=36
}

# Answers to read with generated clients: recorded ones if MEMBERSPEC_RECORDINGS names a folder,
# else the examples of the document. Written to .tools/answers, one file per schema.
answers() {
  memberspec generate --api v3 --contract observed --format json >"$TOOLS/observed-v3.json"
  python3 "$ROOT/scripts/answers.py" "$TOOLS/observed-v3.json" "$TOOLS/answers" ${MEMBERSPEC_RECORDINGS:+"$MEMBERSPEC_RECORDINGS"}
}
