"""Kills `memberspec check --write` at random moments and cleans up after it.

    python3 bench/kills.py target/release/memberspec [COUNT [SEED]]

The site is a process of its own that goes on. After each kill -9 `memberspec cleanup` must leave
the site as it was: no row of the run left, no row of anybody else changed, customers included.
Prints how often that held.
"""

import os
import subprocess
import sys
import tempfile
import time

from shop import Runs


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(200, folder)

        def begun(ledger, process):
            """Waits until the run is about to write."""
            path = os.path.join(folder, ledger)
            while process.poll() is None:
                if os.path.exists(path) and os.path.getsize(path) > 0:
                    return
                time.sleep(0.0005)

        length = runs.whole(begun)
        clean = midway = lost = 0
        for round in range(runs.count):
            ledger = f"{round}.jsonl"
            process = runs.start(ledger)
            begun(ledger, process)
            time.sleep(runs.dice.uniform(0, length))
            midway += process.poll() is None
            process.kill()
            process.wait()
            text = open(os.path.join(folder, ledger), encoding="utf-8").read()
            lost += text.count('"makes":"') > text.count('"answered"')
            for _ in range(2):
                tidy = subprocess.run(
                    [runs.program, "cleanup", ledger, "--yes-write-to", "127.0.0.1"],
                    cwd=folder,
                    env=runs.environment,
                    capture_output=True,
                    text=True,
                )
                assert tidy.returncode == 0, (round, tidy.stdout, tidy.stderr)
            if runs.is_as_before():
                clean += 1
            else:
                print(f"round {round}: the site differs; ledger:\n{text}")
        runs.shop.close()
    print(f"{midway} of {runs.count} runs were killed before their end, {lost} with an answer missing")
    print(f"{clean} of {runs.count} times the site was as before after cleanup")
    return 0 if clean == runs.count else 1


if __name__ == "__main__":
    sys.exit(main())
