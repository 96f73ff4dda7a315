#!/usr/bin/env bash
# Every committed document is a valid OpenAPI document, its 3.0 profile too, and Python's YAML
# reader (YAML 1.1) reads from it what our JSON holds.
source "$(dirname "$0")/prepare.sh"
python_tools spec-validator openapi-spec-validator==0.9.0 PyYAML==6.0.3
folder="$TOOLS/spec-validator"
"$folder/bin/openapi-spec-validator" "${DOCUMENTS[@]}"
old_documents
memberspec generate --format json --out "$folder/json" >/dev/null
"$folder/bin/openapi-spec-validator" "${OLD_DOCUMENTS[@]}"
"$folder/bin/python" - "$folder/json" "${DOCUMENTS[@]}" <<'PYTHON'
import json, pathlib, sys
import yaml

folder, documents = pathlib.Path(sys.argv[1]), sys.argv[2:]
for document in documents:
    twin = folder / pathlib.Path(document).relative_to("openapi").with_suffix(".json")
    same = yaml.safe_load(pathlib.Path(document).read_text()) == json.loads(twin.read_text())
    if not same:
        sys.exit(f"{document}: PyYAML reads something else than {twin} holds")
PYTHON
say "${#DOCUMENTS[@]} documents and their 3.0 profiles are valid; PyYAML reads what the JSON holds"
