#!/usr/bin/env bash
# What `diff --format sarif` and `check --report sarif=FILE` write is SARIF 2.1.0, by the schema of the
# standard, which the crate serde-sarif carries; and what `check --report prometheus=FILE` writes is read
# by the parser of the package prometheus-client.
source "$(dirname "$0")/prepare.sh"
folder="$TOOLS/sarif"
if [ ! -f "$folder/schema.json" ]; then
  say "fetches the schema with the crate serde-sarif"
  mkdir -p "$folder/crate/src"
  printf '[package]\nname = "sarif"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\nserde-sarif = "=0.6.5"\n[workspace]\n' >"$folder/crate/Cargo.toml"
  touch "$folder/crate/src/lib.rs"
  cargo metadata --quiet --format-version 1 --manifest-path "$folder/crate/Cargo.toml" >"$folder/metadata.json"
  python3 - "$folder" <<'PYTHON'
import json, pathlib, shutil, sys

folder = pathlib.Path(sys.argv[1])
packages = json.loads((folder / "metadata.json").read_text())["packages"]
crate = next(package for package in packages if package["name"] == "serde-sarif")
found = [
    path
    for path in pathlib.Path(crate["manifest_path"]).parent.rglob("*.json")
    if "definitions" in (schema := json.loads(path.read_text())) and "run" in schema["definitions"]
]
shutil.copy(found[0], folder / "schema.json")
PYTHON
fi
python_tools sarif-validator jsonschema==4.25.1 prometheus-client==0.23.1
count=0
# is_sarif NAME…: judges found.sarif; the names are for the message.
is_sarif() {
  "$TOOLS/sarif-validator/bin/python" - "$folder/schema.json" "$folder/found.sarif" "$@" <<'PYTHON'
import json, pathlib, sys
import jsonschema

schema, found = (json.loads(pathlib.Path(name).read_text()) for name in sys.argv[1:3])
faults = list(jsonschema.Draft7Validator(schema).iter_errors(found))
for fault in faults[:5]:
    print(f"{' '.join(sys.argv[3:])}: {fault.json_path}: {fault.message[:200]}")
sys.exit(bool(faults))
PYTHON
  count=$((count + 1))
}
# proves OLD NEW: a difference is no failure here, a document that is no SARIF is one.
proves() {
  memberspec diff "$1" "$2" --format sarif >"$folder/found.sarif" || [ $? -eq 1 ]
  is_sarif "$1" "$2"
}
for old in "${DOCUMENTS[@]}"; do
  for new in "${DOCUMENTS[@]}"; do
    proves "$old" "$new"
  done
done
say "$count comparisons are valid SARIF 2.1.0"
count=0
for arguments in "" "docs/example.har" "docs/example.har --contract documented" "docs/example.har --skip schema" "https://127.0.0.1:9"; do
  rm -f "$folder/found.sarif" "$folder/found.prom" "$folder/found.json"
  # shellcheck disable=SC2086 # words of one command
  memberspec check $arguments --report sarif="$folder/found.sarif" --report prometheus="$folder/found.prom" --report json="$folder/found.json" >/dev/null || [ $? -le 2 ]
  if [ -f "$folder/found.sarif" ]; then
    is_sarif check "$arguments"
    memberspec merge "$folder/found.json" --report sarif="$folder/found.sarif" >/dev/null || [ $? -le 2 ]
    is_sarif merge "$arguments"
    "$TOOLS/sarif-validator/bin/python" - "$folder/found.prom" <<'PYTHON'
import sys
from prometheus_client.parser import text_string_to_metric_families

families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
names = [family.name for family in families]
assert len(set(names)) == len(names) > 5, names
assert all(family.documentation and family.type == "gauge" and family.samples for family in families)
PYTHON
  fi
done
say "$count reports of check are valid SARIF 2.1.0"
