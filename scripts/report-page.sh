#!/usr/bin/env bash
# Opens the pages of `check`, `compare`, `diff` and the manual in a headless Chromium: filters, keyboard,
# print, 400 px, 1,000 findings or changes, without a script, and accessibility by axe-core. Pictures:
# target/pictures/report-*.png. Needs Chromium.
source "$(dirname "$0")/prepare.sh"
npm_tools report-page playwright-core@1.65.1 axe-core@4.11.0
pictures="$ROOT/target/pictures"
mkdir -p "$pictures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
memberspec check docs/example.har --report json="$work/one.json" --report html="$work/one.html" >/dev/null || [ $? -eq 1 ]
python3 - "$work" <<'PYTHON'
import copy, json, pathlib, sys

work = pathlib.Path(sys.argv[1])
report = json.loads((work / "one.json").read_text())
first = next(it for it in report["findings"] if it["counts"])
for name, count in [("a", 1000), ("b", 3)]:
    made = copy.deepcopy(report)
    for number in range(count):
        finding = copy.deepcopy(first)
        finding["fingerprint"] = f"{number:016x}"
        # Each is a fault of its own, at one place.
        finding["also_seen_by"] = []
        finding["check"] = ["schema", "page-walk", "date-pair"][number % 3]
        finding["level"] = ["error", "warning", "info"][number % 3]
        finding["message"] = f"number {number}: <b>text</b> & more"
        made["findings"].append(finding)
    made["subject"]["name"] = f"shop-{name}"
    # A report that contradicts itself is rejected.
    counted = [it for it in made["findings"] if it["counts"]]
    for check in made["checks"]:
        check["findings"] = sum(it["check"] == check["id"] for it in counted)
    for level in ["error", "warning", "info"]:
        made["counts"][f"{level}s"] = sum(it["level"] == level for it in counted)
    (work / f"{name}.json").write_text(json.dumps(made))
PYTHON
memberspec merge "$work/a.json" "$work/b.json" --report html="$work/many.html" >/dev/null || [ $? -eq 1 ]
memberspec compare "$work/b.json" "$work/one.json" --report html="$work/compare.html" >/dev/null || [ $? -le 2 ]
memberspec diff openapi/documented/v3.yaml openapi/openapi.yaml --format html >"$work/diff.html" || [ $? -eq 1 ]
python3 - "$work" <<'PYTHON'
import json, pathlib, sys

work = pathlib.Path(sys.argv[1])
for name, kind in [("old", "string"), ("new", "integer")]:
    properties = {f"p{number:02}": {"type": kind} for number in range(25)}
    schema = {"type": "object", "properties": properties}
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    paths = {f"/r{number:02}": {"get": {"responses": {"200": answer}}} for number in range(40)}
    document = {"openapi": "3.1.0", "info": {"title": "large", "version": "1"}, "paths": paths}
    (work / f"{name}.json").write_text(json.dumps(document))
PYTHON
memberspec diff "$work/old.json" "$work/new.json" --format html >"$work/diff-many.html" || [ $? -eq 1 ]
memberspec generate --api v3 --format html >"$work/manual.html"
node scripts/report-page.mjs "$TOOLS/report-page/node_modules" "$work" "$pictures"
say "look at $(ls "$pictures"/report-*.png | tr '\n' ' ')"
