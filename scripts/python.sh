#!/usr/bin/env bash
# openapi-python-client: the clients of all documents pass mypy, that of v3 also mypy --strict; it
# reads and writes back every answer.
source "$(dirname "$0")/prepare.sh"
python_tools python openapi-python-client==0.29.1 mypy==2.4.1
answers
work="$TOOLS/python/check"
rm -rf "$work" && mkdir -p "$work"
printf 'project_name_override: memberships\npackage_name_override: memberships\npost_hooks: []\n' >"$work/config.yaml"
for document in "${DOCUMENTS[@]}"; do
  client="$work/$(echo "${document#openapi/}" | tr / - | sed 's/\.yaml$//')"
  "$TOOLS/python/bin/openapi-python-client" generate --path "$document" --config "$work/config.yaml" --output-path "$client" --fail-on-warning >"$work/generate.log" 2>&1 ||
    { cat "$work/generate.log"; exit 1; }
  "$TOOLS/python/bin/mypy" --no-error-summary "$client/memberships"
done
"$TOOLS/python/bin/mypy" --strict --no-error-summary "$work/openapi/memberships"
PYTHONPATH="$work/openapi" "$TOOLS/python/bin/python" - "$TOOLS/answers" <<'PYTHON'
import json, pathlib, sys
import memberships.models as models

read = 0
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    model = getattr(models, file.stem, None)
    if model is None:
        # A choice between schemas has no class of its own: the operations decode it.
        continue
    for body in json.loads(file.read_text()):
        again = model.from_dict(body).to_dict()
        if again != body:
            sys.exit(f"{file.stem}: read {body}\nwrote {again}")
        read += 1
print(f"python: {read} answers read and written back unchanged")
PYTHON
say "the clients of ${#DOCUMENTS[@]} documents pass mypy, that of v3 mypy --strict"
