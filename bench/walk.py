#!/usr/bin/env python3
"""Fifty shops from one check to the next: what is new, what an upgrade changes, which shop broke.

    python3 bench/walk.py target/release/memberspec [SHOPS]

SHOPS (24 to 60, by default 50) reference sites of four releases run on this machine, three of them with a
fault. All are checked; the three faults are accepted by baselines; all are checked again, at once and in four
parts that are merged. Then one shop is upgraded from 1.17 to 1.27 and another one breaks, and `check
--since`, `compare` and `upgrade` must name these two and what happened to them, and nothing else.

Prints each expectation with what was found, and a table of times and peak memory. Ends with 1 where an
expectation does not hold. Needs 60 MiB of memory for each shop.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

RELEASES = ["1.13.1", "1.17.4", "1.21.6", "1.27.2"]
# By number of the shop: the fault, and the check that must find it.
FAULTS = {3: ("order-id-as-text", "schema"), 13: ("totals-lost", "paging-headers"), 19: ("dates-with-z", "date-format")}
UPGRADED, TO = 9, "1.27.2"
BROKEN, BREAKS = 22, ("open-to-all", "authentication-required")
# What 1.17.4 to 1.27.2 breaks for clients of v3.
BREAKING = ["dates-lose-offset"]


class Shop:
    """A reference site that can be started again at the same address."""

    def __init__(self, binary, folder, number):
        self.binary, self.folder, self.number = binary, folder, number
        self.name = f"shop-{number:02}"
        self.release = RELEASES[number % len(RELEASES)]
        self.fault = FAULTS.get(number, (None,))[0]
        self.port = 0
        self.process = None

    def start(self):
        self.ready = os.path.join(self.folder, f"{self.name}-{time.monotonic_ns()}.json")
        command = [self.binary, "serve", "--port", str(self.port), "--api-release", self.release,
                   "--ready-file", self.ready]
        if self.fault:
            command += ["--fault", self.fault]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(1200):
            if os.path.exists(self.ready):
                with open(self.ready) as file:
                    self.port = int(json.load(file)["address"].rsplit(":", 1)[1].strip("/"))
                return self
            if self.process.poll() is not None:
                sys.exit(f"the site {self.name} has ended")
            time.sleep(0.05)
        sys.exit(f"the site {self.name} does not start")

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def restart(self):
        self.stop()
        self.start()
        self.wait()


class Walk:
    """The commands, run in one folder, and what came of them."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.failed = 0
        self.figures = []

    def run(self, *arguments, figure=None):
        """Runs a command; gives back its exit code and what it prints."""
        begun = time.monotonic()
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen([self.binary, *arguments], cwd=self.folder, text=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
            out = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            err = said.read()
        if figure:
            self.figures.append((figure, time.monotonic() - begun, usage.ru_maxrss / 1024))
        return process.returncode, out, err

    def expect(self, what, holds, found):
        self.failed += not holds
        print(f"{'ok' if holds else 'FAILED':<6}  {what}: {found}", flush=True)

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return json.load(file)

    def path(self, name):
        return os.path.join(self.folder, name)


def configuration(walk, shops, with_baselines):
    """One file for all shops. How long a response takes on a busy machine is nobody's fault here."""
    lines = ['[check]', 'skip = ["slow-response"]']
    for shop in shops:
        lines += [f'[site.{shop.name}]', f'url = "http://127.0.0.1:{shop.port}"',
                  f'[site.{shop.name}.check]', 'credentials = "key"']
        if with_baselines and shop.number in FAULTS:
            lines.append(f'baseline = "baselines/{shop.name}.toml"')
    with open(walk.path("memberspec.toml"), "w") as file:
        file.write("\n".join(lines) + "\n")


def findings(report):
    """The checks of the findings that count, by site."""
    found = {}
    for site in report["sites"]:
        checks = [it["check"] for it in site["report"]["findings"] if it["counts"]]
        if checks:
            found[site["name"]] = checks
    return found


def first_check(walk, shops):
    code, _, _ = walk.run("check", "--all", "--report", "json=first.json")
    expected = {f"shop-{number:02}": [check] for number, (_, check) in FAULTS.items()}
    found = findings(walk.read("first.json"))
    walk.expect("the first check names the three faulty shops", (code, found) == (1, expected), found)
    releases = {site["report"]["release"]["judged_by"] for site in walk.read("first.json")["sites"]}
    walk.expect("each shop is judged by its own release", releases == set(RELEASES), sorted(releases))


def baselines(walk, shops):
    os.mkdir(walk.path("baselines"))
    configuration(walk, shops, with_baselines=True)
    for number in FAULTS:
        walk.run("check", f"shop-{number:02}", "--baseline-update", "--reason", "known before the walk")
    written = sorted(os.listdir(walk.path("baselines")))
    walk.expect("three baselines were written", written == [f"shop-{it:02}.toml" for it in FAULTS], written)
    code, _, _ = walk.run("check", "--all", "--report", "json=before.json", figure=f"check of {len(shops)} shops")
    counts = walk.read("before.json")["counts"]
    walk.expect("with them all shops conform", code == 0 and counts["conforms"] == len(shops), counts)


def partitions(walk):
    parts = []
    for part in range(1, 5):
        walk.run("check", "--all", "--partition", f"{part}/4", "--report", f"json=part-{part}.json",
                 figure=f"part {part}/4")
        parts.append(f"part-{part}.json")
    sizes = [len(walk.read(part)["sites"]) for part in parts]
    walk.run("merge", *reversed(parts), "--report", "json=merged.json", figure="merge of 4 parts")
    with open(walk.path("before.json"), "rb") as one, open(walk.path("merged.json"), "rb") as other:
        is_same = one.read() == other.read()
    walk.expect("four parts merged are the bytes of the whole", is_same, f"{sizes} shops in the parts")


def before_upgrade(walk, shop):
    walk.run("check", shop.name, "--record", "before.har")
    code, out, _ = walk.run("upgrade", "--site", shop.name, "--to", TO, "--traffic", "before.har", "--format", "json")
    report = json.loads(out)
    versions = (report["from"], report["to"])
    walk.expect("upgrade finds the release that runs", versions == (shop.release, TO), versions)
    breaking = {it["id"]: it["calls"] for it in report["changes"] if it["effect"] == "breaking"}
    walk.expect("upgrade names what breaks, and the calls that it hits",
                code == 1 and list(breaking) == BREAKING and all(breaking.values()), breaking)


def meanwhile(walk, shops):
    shops[UPGRADED].release = TO
    shops[BROKEN].fault = BREAKS[0]
    shops[UPGRADED].restart()
    shops[BROKEN].restart()
    code, out, _ = walk.run("check", "--all", "--since", "before.json", "--report", "json=after.json",
                            figure=f"check of {len(shops)} shops since the last one")
    name = shops[BROKEN].name
    lines = [it.strip() for it in out.splitlines() if it.startswith("  shop-") and "->" in it]
    walk.expect("check --since names the broken shop alone",
                code == 1 and lines == [f"{name}: conforms -> fails, 1 new, 0 gone"], lines)


def compared(walk, shops):
    code, out, _ = walk.run("compare", "before.json", "after.json", "--format", "json",
                            figure="compare of both reports")
    report = json.loads(out)
    changed = {it["name"]: it for it in report["changed"]}
    names = (shops[UPGRADED].name, shops[BROKEN].name)
    walk.expect("compare names two shops", code == 1 and tuple(changed) == names, list(changed))
    walk.expect("and calls all others unchanged", len(report["unchanged"]) == len(shops) - 2,
                f"{len(report['unchanged'])} of {len(shops)}")
    upgraded, broken = (changed.get(name, {}) for name in names)
    releases = [upgraded.get(side, {}).get("release") for side in ("before", "after")]
    walk.expect("one runs another release and has nothing new",
                (upgraded.get("judgement"), releases) == ("same", ["1.17.4", TO]), releases)
    new = [it["check"] for it in (broken.get("difference") or {}).get("new", [])]
    walk.expect("the other one has exactly the new fault",
                (broken.get("judgement"), new) == ("worse", [BREAKS[1]]), new)
    text = walk.run("compare", "before.json", "after.json")[1]
    print("\n" + "".join(f"        {line}\n" for line in text.splitlines()))


def after_upgrade(walk, shop):
    walk.run("check", shop.name, "--record", "after.har")
    _, out, _ = walk.run("compare", "before.har", "after.har", "--format", "json")
    wire = json.loads(out)["difference"]["wire"]
    breaking = {(it["rule"], it["what"]) for it in wire if it["level"] == "error"}
    dates = {("format-changed", 'format changed from "date-time" to "date-time-local"')}
    walk.expect("on the wire the dates lost their offset, and nothing else broke", breaking == dates, sorted(breaking))
    code, _, err = walk.run("upgrade", "--site", shop.name, "--to", TO)
    walk.expect("there is nothing left to upgrade", code == 2 and "not later" in err, err.strip().splitlines()[-1])


def main():
    binary = os.path.abspath(sys.argv[1])
    count = min(max(int(sys.argv[2]) if len(sys.argv) > 2 else 50, BROKEN + 2), 60)
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(binary, folder)
        with open(walk.path("key"), "w") as key:
            key.write("ck_reference_read\ncs_reference_read\n")
        shops = [Shop(binary, folder, number) for number in range(count)]
        try:
            for shop in shops:
                shop.start()
            for shop in shops:
                shop.wait()
            configuration(walk, shops, with_baselines=False)
            first_check(walk, shops)
            baselines(walk, shops)
            partitions(walk)
            before_upgrade(walk, shops[UPGRADED])
            meanwhile(walk, shops)
            compared(walk, shops)
            after_upgrade(walk, shops[UPGRADED])
        finally:
            for shop in shops:
                shop.stop()
    print(f"{'command':<40}  {'time':>7}  {'peak memory':>11}")
    for what, seconds, mebibytes in walk.figures:
        print(f"{what:<40}  {seconds:5.1f} s  {mebibytes:7.1f} MiB")
    print(f"\n{walk.failed} of the expectations did not hold" if walk.failed else "\nall expectations hold")
    return 1 if walk.failed else 0


if __name__ == "__main__":
    sys.exit(main())
