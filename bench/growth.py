#!/usr/bin/env python3
"""How the work of `memberspec check` and `cleanup` grows with a hostile input.

Makes each kind of input in a size and in the double of it, runs the binary on both under valgrind and
prints the millions of instructions beyond those for an empty input, their ratio, and the seconds and
the peak memory of a run on the double without valgrind. A ratio above 2.3 fails, except where the
double takes fewer instructions than any run varies by.

On 28 November 2026, on a release build without link-time optimization, the ratio was 2.34 for
methods and at most 2.08 for 26 kinds. other-apis, php-notices, skipped and ledger-lines took too
few instructions beyond the empty run to tell.

    cargo build --release
    bench/growth.py target/release/memberspec [KIND...]
"""

import hashlib
import hmac
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

MOST = 2.3
# Fewer instructions than this beyond an empty run say nothing of growth.
NOISE = 3e6
LIST = "https://shop.example/wp-json/wc/v3/memberships/members"


def entry(body, url=LIST, headers=(), method="GET", status=200, sent=None, asked=()):
    fields = [("Content-Type", "application/json; charset=UTF-8"), *headers]
    request = {"method": method, "url": url, "headers": [{"name": name, "value": value} for name, value in asked]}
    if sent is not None:
        request["headers"].append({"name": "Content-Type", "value": "application/json"})
        request["postData"] = {"mimeType": "application/json", "text": sent}
    return {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": request,
        "response": {
            "status": status,
            "headers": [{"name": name, "value": value} for name, value in fields],
            "content": {"text": body if isinstance(body, str) else json.dumps(body)},
        },
    }


def har(entries):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def row(number, **more):
    return {"id": number, "status": "active", **more}


def link(number):
    href = f"https://other.example/wp-json/wc/v3/memberships/members/{number}"
    return {"_links": {"self": [{"href": href}], f"r{number}": [{"href": href}]}}


def delivery(number):
    names = {"Topic": "user_membership.updated", "Resource": "user_membership", "Event": "updated",
             "Signature": "x", "Source": "https://shop.example/", "ID": "1", "Delivery-ID": str(number)}
    asked = [(f"X-WC-Webhook-{name}", value) for name, value in names.items()]
    return entry("", url="https://hook.example/", method="POST", sent=json.dumps(row(number)), asked=asked)


def document_actions(count):
    place = "$.components.schemas.UserMembership.properties"
    actions = [{"target": place, "update": {f"p{i}": {"type": "string"}}} for i in range(count)]
    return json.dumps({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions})


def ledger(count):
    secret, about = "0" * 64, ["run", 2, "http://127.0.0.1:9/wp-json/", "v3", None, "2026-01-01T00:00:00Z"]
    signed = json.dumps(about, separators=(",", ":")).encode()
    mark = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()[:32]
    names = ["event", "format", "root", "api", "lent_customer", "started"]
    run = dict(zip(names, about), mark=mark, secret=secret)
    lines = [run]
    for i in range(count):
        lines.append({"event": "intent", "number": i, "method": "POST", "path": "/wc/v3/memberships/members", "makes": "member"})
        lines.append({"event": "made", "kind": "member", "id": i + 1})
        lines.append({"event": "answered", "number": i})
        lines.append({"event": "gone", "kind": "member", "id": i + 1})
    lines.append({"event": "clean"})
    return "\n".join(json.dumps(line) for line in lines) + "\n"


KINDS = {
    "encoded": (8_000, lambda n: har([entry([row(1, status="a%3D" * n)])])),
    "equals": (8_000, lambda n: har([entry([row(1, status="token=&" * n)])])),
    "undeclared-keys": (4_000, lambda n: har([entry([row(1, **{f"p{i}": 1 for i in range(n)})])])),
    "undeclared-keys-of-rows": (2_000, lambda n: har([entry([row(i, **{f"p{i}": 1}) for i in range(n)])])),
    "bad-links": (2_000, lambda n: har([entry([row(i, **link(i)) for i in range(n)])])),
    "tiny-rows": (4_000, lambda n: har([entry([{"id": i} for i in range(n)])])),
    "wrong-types": (4_000, lambda n: har([entry([{"id": str(i), "status": i, "plan_id": {}} for i in range(n)])])),
    "wrong-items": (4_000, lambda n: har([entry([row(1, meta_data=[{"id": "x"}] * n)])])),
    "equal-ids": (4_000, lambda n: har([entry([row(7) for _ in range(n)])])),
    "long-text": (400_000, lambda n: har([entry([row(1, status="x" * n)])])),
    "addresses": (20_000, lambda n: har([entry([row(1, status="a@b.cc 1.2.3.4 " * n)])])),
    "headers": (4_000, lambda n: har([entry([row(1)], headers=[(f"X-{i}", "1") for i in range(n)])])),
    "link-header": (2_000, lambda n: har([entry([row(1)], headers=[("Link", ", ".join(f'<{LIST}?page={i}>; rel="next"' for i in range(n)))])])),
    "link-angles": (20_000, lambda n: har([entry([row(1)], headers=[("Link", "<" * n)])])),
    "parameters": (4_000, lambda n: har([entry([row(1)], url=LIST + "?" + "&".join(f"a{i}=1" for i in range(n)))])),
    "includes": (4_000, lambda n: har([entry([row(i) for i in range(n)], url=LIST + "?include=" + ",".join(str(i) for i in range(n)))])),
    "pages": (400, lambda n: har(entry([row(i)], url=f"{LIST}?page={i + 1}&per_page=1", headers=[("X-WP-Total", str(n)), ("X-WP-TotalPages", str(n))]) for i in range(n))),
    "walks": (200, lambda n: har(entry([row(i), row(i + 1)], url=f"{LIST}?status=s{i}") for i in range(n))),
    "items": (800, lambda n: har(entry(row(i), url=f"{LIST}/{i}") for i in range(n))),
    "same-item": (800, lambda n: har(entry(row(7, name=f"n{i}"), url=f"{LIST}/7") for i in range(n))),
    "methods": (400, lambda n: har(entry(row(7), url=f"{LIST}/7", method=f"M{i}") for i in range(n))),
    "writes": (400, lambda n: har(entry(row(i), url=LIST, method="POST", sent=json.dumps({"customer_id": i, "plan_id": 1})) for i in range(n))),
    "batch": (2_000, lambda n: har([entry({"create": [row(i) for i in range(n)]}, url=LIST + "/batch", method="POST", sent=json.dumps({"create": [{"customer_id": i, "plan_id": 1} for i in range(n)]}))])),
    "errors": (400, lambda n: har(entry({"code": f"c{i}", "message": "m", "data": {"status": 404}}, url=f"{LIST}/{i}", status=404) for i in range(n))),
    "other-apis": (800, lambda n: har(entry({"a": 1}, url=f"https://shop.example/wp-json/wc/v3/orders/{i}") for i in range(n))),
    "deliveries": (400, lambda n: har(delivery(i) for i in range(n))),
    "deep": (20_000, lambda n: har([entry("[" * n + "]" * n)])),
    "php-notices": (20_000, lambda n: har([entry("<b>Warning</b> [" * n)])),
    "skipped": (4_000, lambda n: json.dumps({"log": {"entries": [{"x": i} for i in range(n)]}})),
}


OTHERS = {
    "overlay-actions": (1_000, document_actions, lambda path, empty: ["check", "--overlay", path, empty]),
    "ledger-lines": (4_000, ledger, lambda path, empty: ["cleanup", path]),
}


def instructions(command):
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(
            ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--branch-sim=no", f"--cachegrind-out-file={out.name}", *command],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=1800, check=False,
        )
        lines = open(out.name).read().splitlines()
        return int(next(line for line in reversed(lines) if line.startswith("summary:")).split()[1])


def cost(command):
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return time.monotonic() - begun, usage.ru_maxrss // 1024, usage.ru_utime + usage.ru_stime


def main():
    binary, wanted = sys.argv[1], sys.argv[2:]
    kinds = {name: (size, make, lambda path, empty: ["check", path]) for name, (size, make) in KINDS.items()} | OTHERS
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty.har")
        write(empty, har([entry([])]))
        quick = os.environ.get("GROWTH") == "seconds"
        measure = (lambda command: cost(command)[2] * 1e9) if quick else instructions
        base = measure([binary, "check", empty])
        print(f"{'kind':24} {'bytes':>9} {'Minstr':>9} {'double':>9} {'ratio':>6} {'seconds':>8} {'MiB':>5}")
        for kind, (size, make, arguments) in kinds.items():
            if wanted and kind not in wanted:
                continue
            commands = []
            for factor in (1, 2):
                path = os.path.join(folder, f"{kind}-{factor}")
                write(path, make(size * factor))
                commands.append([binary, *arguments(path, empty)])
            # What a run costs on an empty input is no part of how it grows.
            once, twice = (measure(command) - base for command in commands)
            seconds, mebibytes, _ = cost(commands[1])
            ratio = twice / once if once > NOISE else float("nan")
            failed |= ratio > MOST
            mark = "  <-- too much" if ratio > MOST else ""
            print(f"{kind:24} {os.path.getsize(path):9} {once / 1e6:9.1f} {twice / 1e6:9.1f} {ratio:6.2f} {seconds:8.2f} {mebibytes:5}{mark}", flush=True)
    sys.exit(1 if failed else 0)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
