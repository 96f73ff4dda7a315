#!/usr/bin/env python3
"""How the work of `memberspec check` and `diff` grows with a hostile input.

Makes each kind of input in a size and in the double of it, runs the binary on both under valgrind and
prints the instructions, their ratio, the seconds of a run without valgrind and its peak memory. A ratio
above 2.3 fails.

    cargo build --release
    bench/growth.py target/release/memberspec [KIND...]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

MOST = 2.3
LIST = "https://shop.example/wp-json/wc/v3/memberships/members"


def entry(body, url=LIST, headers=(), method="GET", status=200, sent=None):
    fields = [("Content-Type", "application/json; charset=UTF-8"), *headers]
    request = {"method": method, "url": url, "headers": []}
    if sent is not None:
        request["headers"] = [{"name": "Content-Type", "value": "application/json"}]
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


def paging(count):
    return [("X-WP-Total", str(count)), ("X-WP-TotalPages", "1")]


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
    "deliveries": (400, lambda n: har(entry("", url="https://hook.example/", method="POST", sent=json.dumps(row(i))) for i in range(n))),
    "deep": (20_000, lambda n: har([entry("[" * n + "]" * n)])),
    "php-notices": (20_000, lambda n: har([entry("<b>Warning</b> [" * n)])),
    "skipped": (4_000, lambda n: json.dumps({"log": {"entries": [{"x": i} for i in range(n)]}})),
}


def document(count):
    properties = {f"p{i}": {"type": "string"} for i in range(count)}
    schema = {"type": "object", "properties": properties}
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    return json.dumps({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
    })


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
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty.har")
        open(empty, "w").write(har([entry([])]))
        quick = os.environ.get("GROWTH") == "seconds"
        measure = (lambda command: cost(command)[2] * 1e9) if quick else instructions
        base = measure([binary, "check", empty])
        print(f"{'kind':26} {'bytes':>9} {'Minstr':>9} {'double':>9} {'ratio':>6} {'seconds':>8} {'MiB':>5}")
        for kind, (size, make) in KINDS.items():
            if wanted and kind not in wanted:
                continue
            paths = []
            for factor in (1, 2):
                paths.append(os.path.join(folder, f"{kind}-{factor}.har"))
                open(paths[-1], "w").write(make(size * factor))
            # What a run costs on an empty input is no part of how it grows.
            once, twice = (max(measure([binary, "check", path]) - base, 1) for path in paths)
            seconds, mebibytes, _ = cost([binary, "check", paths[1]])
            ratio = twice / once
            failed |= ratio > MOST
            mark = "  <-- too much" if ratio > MOST else ""
            print(f"{kind:26} {os.path.getsize(paths[1]):9} {once / 1e6:9.1f} {twice / 1e6:9.1f} {ratio:6.2f} {seconds:8.2f} {mebibytes:5}{mark}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
