"""Collects answers by schema, for generated clients to read.

usage: answers.py DOCUMENT.json OUT [RECORDINGS]

With RECORDINGS, a folder of HAR files, the recorded answers to version 3 of the API; without it,
the examples of the document. OUT gets one file per schema: a list of bodies.
"""

import json
import pathlib
import re
import shutil
import sys
from urllib.parse import parse_qs, urlsplit

RESHAPING = {"_fields", "_envelope", "_jsonp", "_embed"}


def resolve(document, part):
    while "$ref" in part:
        target = document
        for key in part["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        part = target
    return part


def named(schema):
    """The name of a schema, and whether the body is a list of it."""
    if schema.get("type") == "array":
        schema, is_list = schema["items"], True
    else:
        is_list = False
    return schema["$ref"].rsplit("/", 1)[1], is_list


def bodies(schema, body):
    name, is_list = named(schema)
    return [(name, row) for row in body] if is_list else [(name, body)]


def from_examples(document):
    for item in document["paths"].values():
        for method, operation in item.items():
            if method == "parameters":
                continue
            for response in operation["responses"].values():
                for content in resolve(document, response).get("content", {}).values():
                    for example in content["examples"].values():
                        yield from bodies(content["schema"], example["value"])


def is_fault(status, body):
    """What a fault of the plugin answers is in no contract, so no client has to read it."""
    return status == 500 or "-0001-11-30T00:00:00" in json.dumps(body) or (
        status == 200 and isinstance(body, dict) and "code" in body
    )


def from_recordings(document, folder):
    routes = [
        (re.compile(".*/wp-json" + re.sub(r"\{\w+\}", r"\\d+", path) + "/?$"), item)
        # The batch stands before the item: a path without a placeholder goes first.
        for path, item in sorted(document["paths"].items(), key=lambda pair: "{" in pair[0])
    ]
    for file in sorted(pathlib.Path(folder).glob("*.har")):
        for entry in json.loads(file.read_text())["log"]["entries"]:
            request, response = entry["request"], entry["response"]
            url = urlsplit(request["url"])
            query = parse_qs(url.query, keep_blank_values=True)
            headers = {header["name"].lower(): header["value"] for header in request["headers"]}
            method = query.get("_method", [headers.get("x-http-method-override", request["method"])])
            item = next((item for pattern, item in routes if pattern.match(url.path)), None)
            operation = (item or {}).get(method[-1].lower())
            answer = operation and operation["responses"].get(str(response["status"]))
            if not answer or RESHAPING & set(query):
                continue
            try:
                body = json.loads(response["content"].get("text") or "")
            except ValueError:
                continue
            if is_fault(response["status"], body):
                continue
            content = resolve(document, answer)["content"]["application/json"]
            yield from bodies(content["schema"], body)


def typescript(found):
    lines = ['import type { components } from "./api.js";', ""]
    for name, rows in found.items():
        rows = json.dumps(rows, indent=1)
        lines.append(f'export const {name}: components["schemas"]["{name}"][] = {rows};')
    return "\n".join(lines) + "\n"


def main():
    document = json.loads(pathlib.Path(sys.argv[1]).read_text())
    out = pathlib.Path(sys.argv[2])
    recorded = len(sys.argv) > 3
    pairs = from_recordings(document, sys.argv[3]) if recorded else from_examples(document)
    found = {}
    for name, body in pairs:
        found.setdefault(name, []).append(body)
    if not found:
        sys.exit(f"answers.py: found no answer in {sys.argv[3] if recorded else sys.argv[1]}")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, rows in found.items():
        (out / f"{name}.json").write_text(json.dumps(rows))
    (out / "answers.ts").write_text(typescript(found))
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in sorted(found.items()))
    print(f"answers.py: {'recorded answers' if recorded else 'examples'}: {counts}")


main()
