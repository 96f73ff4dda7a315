"""Runs Schemathesis and `memberspec check --write` against the same faulty reference sites.

    python3 -m venv /tmp/schemathesis && /tmp/schemathesis/bin/pip install 'schemathesis>=4,<5'
    python3 bench/contract_testers.py target/release/memberspec /tmp/schemathesis/bin/st [SEEDS [FAULT...]]

Each run has a fresh site (https on loopback, a read-write key). Schemathesis gets our own
openapi/openapi.yaml. A fault counts as found by Schemathesis if a run reports a pair of code and
operation that no run of its own on the faultless site reports; by memberspec if any finding counts.
Prints a Markdown table.
"""

import base64
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

from shop import KEY, READ_KEY, READ_SECRET, SECRET, Shop

DOCUMENT = os.path.join(os.path.dirname(__file__), "..", "openapi", "openapi.yaml")
FAULTS = [
    "order-id-as-text",
    "bounds-crash",
    "local-is-utc",
    "total-counts-hidden-rows",
    "status-ignored",
    "pages-overlap",
    "update-is-lost",
    "delete-takes-neighbour",
]
EXAMPLES = 10
UNVERIFIED = ssl._create_unverified_context()


def ids(url):
    """The ids of all memberships, those in the trash included."""
    token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    found, page = set(), 1
    while True:
        request = urllib.request.Request(
            f"{url}/wp-json/wc/v4/memberships/members?per_page=100&page={page}",
            headers={"Authorization": f"Basic {token}"},
        )
        with urllib.request.urlopen(request, context=UNVERIFIED, timeout=10) as answer:
            rows = json.load(answer)
        if not rows:
            return found
        found |= {row["id"] for row in rows}
        page += 1


def timed(command, folder, environment):
    """Wall time in seconds and peak memory in MiB."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - started, usage.ru_maxrss / 1024


def schemathesis(st, url, seed, folder):
    command = [st, "run", os.path.abspath(DOCUMENT), "--url", f"{url}/wp-json"]
    command += ["--seed", str(seed), "-n", str(EXAMPLES), "--tls-verify", "false"]
    command += ["-a", f"{KEY}:{SECRET}", "--no-color", "--generation-database", "none"]
    command += ["--report", "json,har", "--report-json-path", "r.json", "--report-har-path", "r.har"]
    wall, memory = timed(command, folder, dict(os.environ))
    with open(os.path.join(folder, "r.json")) as file:
        report = json.load(file)
    with open(os.path.join(folder, "r.har")) as file:
        requests = len(json.load(file)["log"]["entries"])
    failures = {
        (failure["code"], operation)
        for failure in report["failures"]
        for operation in failure["operations"]
    }
    return failures, requests, wall, memory


def memberspec(program, url, folder):
    with open(os.path.join(folder, "reader"), "w") as file:
        file.write(f"{READ_KEY}\n{READ_SECRET}\n")
    with open(os.path.join(folder, "memberspec.toml"), "w") as file:
        file.write('[check.write]\nread_credentials = "reader"\n')
    command = [program, "check", url, "--insecure", "--write", "--yes-write-to", "127.0.0.1"]
    command += ["--report", "json=r.json", "--record", "r.har"]
    environment = {"PATH": os.environ["PATH"], "MEMBERSPEC_KEY": KEY, "MEMBERSPEC_SECRET": SECRET}
    wall, memory = timed(command, folder, environment)
    with open(os.path.join(folder, "r.json")) as file:
        report = json.load(file)
    with open(os.path.join(folder, "r.har")) as file:
        requests = len(json.load(file)["log"]["entries"])
    failures = {
        (finding["check"], finding["operation"])
        for finding in report["findings"]
        if finding["counts"]
    }
    return failures, requests, wall, memory


def run(program, tool, fault):
    faults = ["--fault", fault] if fault else []
    shop = Shop(program, "--tls-self-signed", *faults)
    try:
        before = ids(shop.url)
        with tempfile.TemporaryDirectory() as folder:
            failures, requests, wall, memory = tool(shop.url, folder)
        after = ids(shop.url)
    finally:
        shop.close()
    return {
        "failures": failures,
        "requests": requests,
        "wall": wall,
        "memory": memory,
        "destroyed": len(before - after),
        "left": len(after - before),
    }


def main():
    program, st = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    faults = sys.argv[4:] or FAULTS
    tools = {
        "Schemathesis": lambda seed: lambda url, folder: schemathesis(st, url, seed, folder),
        "memberspec": lambda _: lambda url, folder: memberspec(program, url, folder),
    }
    version = subprocess.run([st, "--version"], capture_output=True, text=True).stdout.split()[-1]
    print(f"{len(faults)} faults, {seeds} seeds, Schemathesis {version}, -n {EXAMPLES}\n")
    print("| | faults found | runs that found theirs | failures on the faultless site "
          "| requests | wall time | peak memory | rows destroyed | rows left behind |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    details = {}
    for name, tool in tools.items():
        calm = [run(program, tool(seed), None) for seed in range(1, seeds + 1)]
        known = set().union(*(it["failures"] for it in calm))
        faulty = {
            fault: [run(program, tool(seed), fault) for seed in range(1, seeds + 1)]
            for fault in faults
        }
        hits = {fault: sum(bool(it["failures"] - known) for it in of) for fault, of in faulty.items()}
        details[name] = hits
        mean = lambda key: sum(it[key] for it in calm) / len(calm)
        false = [len(it["failures"]) for it in calm]
        print(
            f"| {name} | {sum(map(bool, hits.values()))} of {len(faults)} "
            f"| {sum(hits.values())} of {len(faults) * seeds} "
            f"| {min(false)} to {max(false)} | {mean('requests'):.0f} | {mean('wall'):.1f} s "
            f"| {max(it['memory'] for it in calm):.0f} MiB "
            f"| {min(it['destroyed'] for it in calm)} to {max(it['destroyed'] for it in calm)} "
            f"| {min(it['left'] for it in calm)} to {max(it['left'] for it in calm)} |",
            flush=True,
        )
    print()
    for fault in faults:
        print(f"{fault}: " + ", ".join(f"{name} {hits[fault]} of {seeds}" for name, hits in details.items()))


if __name__ == "__main__":
    main()
