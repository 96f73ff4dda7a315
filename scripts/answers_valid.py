"""Validates every recorded response against a document, with a foreign validator (openapi-core).

usage: answers_valid.py DOCUMENT RECORDING.har [RECORDING.har ...]

Answers that no contract covers are left out, as `memberspec deviations` has them: server errors (500),
errors that came with 200, answers that the request reshaped (`_fields`, `_envelope`), and those to
another method than the one of the request (method overrides).
"""
import base64
import json
import pathlib
import sys
from urllib.parse import parse_qs, urlsplit

import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathError
from werkzeug.datastructures import Headers, ImmutableMultiDict

RESHAPING = {"_fields", "_envelope", "_jsonp", "_embed", "_method"}


class Request:
    """A request of a recording, as openapi-core wants to see it."""

    def __init__(self, request):
        url = urlsplit(request["url"])
        self.host_url = f"{url.scheme}://{url.netloc}"
        self.path = url.path.rstrip("/")
        self.method = request["method"].lower()
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qs(url.query)), header=Headers(), cookie={}, path={}
        )
        self.content_type = "application/json"
        self.body = None


class Response:
    """A response of a recording, as openapi-core wants to see it."""

    def __init__(self, response):
        content = response["content"]
        text = content.get("text", "")
        is_base64 = content.get("encoding") == "base64"
        self.data = base64.b64decode(text) if is_base64 else text.encode()
        self.status_code = response["status"]
        headers = [(it["name"], it["value"]) for it in response["headers"]]
        self.headers = Headers(headers)
        self.content_type = content.get("mimeType", "").split(";")[0] or "application/json"


def is_judged(entry) -> bool:
    """Whether the document covers the response."""
    request, response = entry["request"], entry["response"]
    query = parse_qs(urlsplit(request["url"]).query, keep_blank_values=True)
    if RESHAPING & query.keys() or request["method"] == "HEAD" or response["status"] in (0, 500):
        return False
    if any(it["name"].lower() == "x-http-method-override" for it in request["headers"]):
        return False
    text = response["content"].get("text")
    if not text:
        return False
    return not (response["status"] == 200 and text.lstrip().startswith('{"code":'))


def main() -> int:
    document, *recordings = sys.argv[1:]
    content = yaml.safe_load(pathlib.Path(document).read_text())
    openapi = OpenAPI.from_dict(content)
    api = f"/wc/{content['info']['x-api']}/"
    judged, other, wrong = 0, 0, 0
    for recording in recordings:
        for number, entry in enumerate(json.load(open(recording))["log"]["entries"], 1):
            url = urlsplit(entry["request"]["url"])
            if f"{api}memberships" not in url.path or not is_judged(entry):
                other += 1
                continue
            try:
                openapi.validate_response(Request(entry["request"]), Response(entry["response"]))
                judged += 1
            except PathError:
                other += 1
            except OpenAPIError as error:
                wrong += 1
                causes = "; ".join(str(it) for it in getattr(error.__cause__, "schema_errors", []))
                print(f"{recording}: {number} {entry['request']['method']} {url.path}: {str(error)[:200]} {causes[:400]}")
    print(f"{document}: {judged} responses are valid, {wrong} are not, {other} are not covered")
    return 1 if wrong or not judged else 0


if __name__ == "__main__":
    sys.exit(main())
