#!/usr/bin/env bash
# Writes the list of the fixed fields of OpenAPI 3.1's objects from the meta-schemas that the Python
# packages openapi-spec-validator and openapi-schema-validator carry; a test holds the comparison's
# table of keywords against it.
source "$(dirname "$0")/prepare.sh"
list=src/diff/rules/pairs/fields.yaml
python_tools fields openapi-spec-validator==0.9.0 openapi-schema-validator==0.9.0
"$TOOLS/fields/bin/python" - "$list" <<'PYTHON'
import json, pathlib, re, sys
import openapi_schema_validator, openapi_spec_validator

document = json.loads(
    (pathlib.Path(openapi_spec_validator.__file__).parent / "resources/schemas/v3.1/schema.json").read_text()
)
schemas = pathlib.Path(openapi_schema_validator.__file__).parent / "schemas/oas3.1"
vocabulary = json.loads((schemas / "vocabularies/base").read_text())


def at(root, reference):
    node = root
    for name in reference.removeprefix("#/").split("/"):
        node = node[name]
    return node


def fields(root, schema, found):
    """The properties that a schema and all that applies at its own place name."""
    for name in schema.get("properties", {}):
        found.setdefault(name)
    beside = [*schema.get("allOf", []), *schema.get("dependentSchemas", {}).values()]
    beside += [schema[name] for name in ("then", "else") if name in schema]
    if schema.get("$ref", "").startswith("#/"):
        beside.append(at(root, schema["$ref"]))
    for one in beside:
        fields(root, one, found)
    return list(found)


def camel(name):
    return re.sub(r"-(.)", lambda match: match[1].upper(), name)


objects = {"openapi": fields(document, document, {}), "schema": fields(vocabulary, vocabulary, {})}
# What others take in or choose from is no object; external-docs stands in the document's list too.
part = re.compile(r"^examples$|^external-docs$|-or-reference$")
for root in (document, vocabulary):
    for name, schema in root["$defs"].items():
        if not part.search(name) and (found := fields(root, schema, {})):
            objects.setdefault(camel(name), []).extend(found)
for flow in document["$defs"]["oauth-flows"]["$defs"].values():
    known = objects.setdefault("oauthFlow", [])
    known += [name for name in fields(document, flow, {}) if name not in known]

lines = [
    "# The fixed fields of OpenAPI 3.1's objects, written by scripts/fields.sh. Sources:",
    f"# {document['$id']}, from openapi-spec-validator 0.9.0, and",
    f"# {vocabulary['$id']}, from openapi-schema-validator 0.9.0 (both of the Python registry).",
]
for name, found in objects.items():
    lines.append(f"{name}: [{', '.join(found)}]")
pathlib.Path(sys.argv[1]).write_text("\n".join(lines) + "\n")
PYTHON
say "wrote $list"
