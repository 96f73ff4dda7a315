#!/usr/bin/env python3
"""What `memberspec proxy` adds to a call, and what it finds, beside Prism's proxy on the same calls.

    python3 bench/proxy.py target/release/memberspec [CALLS] [PRISM]

PRISM is the program of npm's @stoplight/prism-cli, such as node_modules/.bin/prism; without it only
memberspec is measured. Each fault has a fresh reference site (http on loopback) and the same calls of
one client: lists, pages, filters, single memberships, and the life of one membership. Prism gets our
own openapi/openapi.yaml with the paths below /wp-json.

Calls go through the proxy and directly in turns, over one connection each, so that both sides of the
comparison see the same machine. Prints the median of each and the difference, then a Markdown table.
"""

import base64
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
ROUTE = "/wp-json/wc/v3/memberships"
FAULTS = [
    "order-id-as-text",
    "bounds-crash",
    "local-is-utc",
    "total-counts-hidden-rows",
    "status-ignored",
    "pages-overlap",
    "update-is-lost",
    "totals-lost",
]


class Server:
    """A program with a ready file."""

    def __init__(self, folder, *command):
        self.ready = os.path.join(folder, f"{time.monotonic_ns()}.json")
        self.process = subprocess.Popen([*command, "--port", "0", "--ready-file", self.ready],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(lambda: os.path.exists(self.ready), self.process)
        with open(self.ready) as file:
            self.said = json.load(file)
        self.port = int(self.said["address"].rsplit(":", 1)[1].strip("/"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def wait(is_there, process):
    for _ in range(600):
        if is_there():
            return
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} has ended")
        time.sleep(0.05)
    sys.exit(f"{process.args[0]} does not start")


class Client:
    """Calls over one connection."""

    def __init__(self, port, keys):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        pair = f"{keys['consumer_key']}:{keys['consumer_secret']}".encode()
        self.fields = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        self.violations = []

    def call(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        fields = dict(self.fields, **({} if body is None else {"Content-Type": "application/json"}))
        self.connection.request(method, ROUTE + path, text, fields)
        answer = self.connection.getresponse()
        got = answer.read()
        self.violations += json.loads(answer.getheader("sl-violations") or "[]")
        try:
            return json.loads(got)
        except ValueError:
            return None


def calls(client):
    """The calls of one client."""
    rows = client.call("GET", "/members?per_page=10") or []
    client.call("GET", "/members?per_page=100")
    for page in (2, 3, 7):
        client.call("GET", f"/members?per_page=10&page={page}")
    client.call("GET", "/members?per_page=0")
    client.call("GET", "/members?status=paused")
    client.call("GET", "/members?plan_id=20")
    plans = client.call("GET", "/plans") or []
    for row in rows[:5]:
        client.call("GET", f"/members/{row['id']}")
    own = {row["plan_id"] for row in rows if row["customer_id"] == rows[0]["customer_id"]}
    plan = next(plan["id"] for plan in plans if plan["id"] not in own)
    made = client.call("POST", "/members", {"customer_id": rows[0]["customer_id"], "plan_id": plan})
    if isinstance(made, dict) and "id" in made:
        path = f"/members/{made['id']}"
        client.call("PUT", path, {"status": "paused"})
        client.call("GET", path)
        client.call("PUT", path, {"end_date": "2030-01-01T00:00:00"})
        client.call("DELETE", path + "?force=true")


def overhead(binary, count):
    with tempfile.TemporaryDirectory() as folder:
        site = Server(folder, binary, "serve", "--dev")
        proxy = Server(folder, binary, "proxy", site.said["address"], "-q")
        keys = site.said["keys"]["read"]
        sides = {"direct": Client(site.port, keys), "proxy": Client(proxy.port, keys)}
        for name, path in [("one membership", "/members/{id}"), ("page of 10", "/members"),
                           ("page of 60", "/members?per_page=60")]:
            took = {"direct": [], "proxy": []}
            first = sides["direct"].call("GET", "/members?per_page=1")[0]["id"]
            for _ in range(count):
                for side, client in sides.items():
                    started = time.perf_counter()
                    client.call("GET", path.format(id=first))
                    took[side].append((time.perf_counter() - started) * 1000)
            direct, through = (statistics.median(took[side]) for side in ("direct", "proxy"))
            print(f"{name:<15} direct {direct:6.2f} ms, through the proxy {through:6.2f} ms, "
                  f"added {through - direct:5.2f} ms ({through / direct:.2f} times)")
        proxy.stop()
        site.stop()


def memberspec(binary, folder, fault):
    """The causes that memberspec reports: errors and warnings."""
    site = Server(folder, binary, "serve", "--dev", *fault)
    report = os.path.join(folder, "report.json")
    proxy = Server(folder, binary, "proxy", site.said["address"], "-q", "--report", f"json={report}")
    calls(Client(proxy.port, site.said["keys"]["read_write"]))
    proxy.stop()
    site.stop()
    with open(report) as file:
        findings = json.load(file)["findings"]
    levels = ("error", "warning")
    return {(it["check"], it["operation"], json.dumps(it.get("location")))
            for it in findings if it["counts"] and it["level"] in levels}


def prism(program, folder, document, binary, fault):
    """The violations that Prism reports in the field `sl-violations`, by place and text."""
    site = Server(folder, binary, "serve", "--dev", *fault)
    log = open(os.path.join(folder, "prism.log"), "w+")
    process = subprocess.Popen(
        [program, "proxy", document, site.said["address"].rstrip("/"), "--port", "4011"],
        stdout=log, stderr=subprocess.STDOUT)
    wait(lambda: "is listening" in open(log.name).read(), process)
    client = Client(4011, site.said["keys"]["read_write"])
    calls(client)
    process.terminate()
    process.wait(timeout=30)
    site.stop()
    # The number of a row is not the cause.
    return {(re.sub(r"\d+", "*", ".".join(map(str, it.get("location", [])))), it["message"])
            for it in client.violations}


def prefixed(folder):
    """The document with its paths below /wp-json, as YAML lines."""
    path = os.path.join(folder, "openapi.yaml")
    with open(os.path.join(ROOT, "openapi", "openapi.yaml")) as source, open(path, "w") as out:
        for line in source:
            out.write(re.sub(r'^  ("?)/wc/', r'  \1/wp-json/wc/', line))
    return path


def table(binary, program):
    with tempfile.TemporaryDirectory() as folder:
        document = prefixed(folder)
        tools = {"memberspec": lambda fault: memberspec(binary, folder, fault)}
        if program:
            tools["Prism"] = lambda fault: prism(program, folder, document, binary, fault)
        sound = {name: run([]) for name, run in tools.items()}
        print("\n| fault | " + " | ".join(tools) + " |\n|---|" + "---|" * len(tools))
        print("| none: reported anyway | " + " | ".join(str(len(sound[it])) for it in tools) + " |")
        for fault in FAULTS:
            new = {name: run(["--fault", fault]) - sound[name] for name, run in tools.items()}
            cells = ("found" if new[name] else "-" for name in tools)
            print(f"| `{fault}` | " + " | ".join(cells) + " |", flush=True)
        for name in tools:
            for place in sorted(sound[name]):
                print(f"{name}, without a fault: {place}")


def main():
    binary = os.path.abspath(sys.argv[1])
    count = min(int(sys.argv[2]) if len(sys.argv) > 2 else 200, 5_000)
    if count:
        overhead(binary, count)
    table(binary, sys.argv[3] if len(sys.argv) > 3 else None)


main()
