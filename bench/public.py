#!/usr/bin/env python3
"""What `memberspec diff` says of public documents: bench/public.py MEMBERSPEC FOLDER [NAME…].

FOLDER holds a folder for each owner with `old` and `new` in it, as two checkouts of the owner's
repository. Each document in `new` is read, and compared with the one of the same name in `old`. Prints
a table of owners: documents, bytes, seconds of processor time, peak memory, changes by level, and how
many changes stayed undecided; then each document that was refused, with the reason. Nothing is fetched
and nothing is kept."""
import json
import os
import pathlib
import re
import resource
import subprocess
import sys

START = re.compile(rb'^\s*(\{\s*)?["\']?openapi["\']?\s*:\s*["\']?3\.', re.M)


def documents(folder):
    """The files that are whole documents of OpenAPI 3, by their names below the folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".yaml", ".yml") and path.is_file() and ".git" not in path.parts:
            with open(path, "rb") as file:
                if START.search(file.read(200_000)):
                    yield path.relative_to(folder)


def run(program, old, new):
    """The report of a comparison, or why there is none, with its time and memory."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 1)
        error = os.open("/tmp/public-error", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(error, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (300, 300))
        os.execv(program, [program, "diff", str(old), str(new), "--format", "json"])
    os.close(write)
    with os.fdopen(read, "rb") as file:
        text = file.read()
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    report = json.loads(text) if code in (0, 1) else None
    why = pathlib.Path("/tmp/public-error").read_text().strip() or f"exit code {code}"
    return report, why, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    program, folder, *names = sys.argv[1:]
    folder = pathlib.Path(folder)
    refused, open_questions = [], []
    print("| owner | documents | MB | time | memory | breaking | warnings | other | undecided | notes |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    total = [0, 0]
    for owner in sorted(path for path in folder.iterdir() if path.is_dir()):
        if names and owner.name not in names:
            continue
        count, size, time, memory, levels, undecided, notes = 0, 0, 0.0, 0, [0, 0, 0], 0, 0
        for name in documents(owner / "new"):
            new = owner / "new" / name
            old = owner / "old" / name
            report, why, seconds, peak = run(program, old if old.is_file() else new, new)
            count += 1
            size += new.stat().st_size
            time += seconds
            memory = max(memory, peak)
            if report is None:
                refused.append((owner.name, name, why))
                continue
            summary = report["summary"]
            levels = [a + summary[b] for a, b in zip(levels, ("error", "warning", "info"))]
            for change in report["changes"]:
                if change["verdict"]["kind"] == "undecided":
                    undecided += 1
                    open_questions.append((owner.name, name, change))
            notes += len(report.get("notes", []))
        total = [total[0] + sum(levels), total[1] + undecided]
        print(
            f"| {owner.name} | {count} | {size / 1e6:.1f} | {time:.2f} s | {memory // 1024} MB | "
            f"{levels[0]} | {levels[1]} | {levels[2]} | {undecided} | {notes} |",
            flush=True,
        )
    share = 100 * total[1] / max(1, total[0])
    print(f"\n{total[0]} changes, {total[1]} undecided ({share:.2f} %)")
    for owner, name, why in refused:
        print(f"refused: {owner} {name}: {why[:300]}")
    for owner, name, change in open_questions[:60]:
        print(f"undecided: {owner} {name} {change['rule']} {change['place'][:90]}: {change['verdict']['reason']}")


if __name__ == "__main__":
    main()
