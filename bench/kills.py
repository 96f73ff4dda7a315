"""Kills `memberspec check --write` at random moments and cleans up after it.

    python3 bench/kills.py target/release/memberspec [COUNT [SEED]]

The site is a process of its own that goes on. After each kill -9 `memberspec cleanup` must leave
the site as it was: no row of the run left, no row of anybody else changed, customers included.
Prints how often that held.
"""

import os
import random
import subprocess
import sys
import tempfile
import time

from shop import KEY, SECRET, Shop


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    dice = random.Random(seed)
    environment = {"MEMBERSPEC_KEY": KEY, "MEMBERSPEC_SECRET": SECRET, "PATH": os.environ["PATH"]}
    shop = Shop(program)
    before = shop.dump()
    with tempfile.TemporaryDirectory() as folder:

        def start(ledger):
            return subprocess.Popen(
                [program, "check", shop.url, "--write", "--yes-write-to", "127.0.0.1"]
                + ["--ledger", ledger],
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

        def begun(ledger, process):
            """Waits until the run is about to write."""
            path = os.path.join(folder, ledger)
            while process.poll() is None:
                if os.path.exists(path) and os.path.getsize(path) > 0:
                    return
                time.sleep(0.0005)

        whole = start("whole.jsonl")
        begun("whole.jsonl", whole)
        at = time.monotonic()
        assert whole.wait() == 0, "a run that nobody killed must end well"
        length = time.monotonic() - at
        assert shop.dump() == before, "a run that nobody killed left something"
        print(f"a whole write run takes {length:.2f} s; seed {seed}")

        clean = midway = lost = 0
        for round in range(count):
            ledger = f"{round}.jsonl"
            process = start(ledger)
            begun(ledger, process)
            time.sleep(dice.uniform(0, length))
            midway += process.poll() is None
            process.kill()
            process.wait()
            text = open(os.path.join(folder, ledger), encoding="utf-8").read()
            lost += text.count('"makes":"') > text.count('"answered"')
            for _ in range(2):
                tidy = subprocess.run(
                    [program, "cleanup", ledger, "--yes-write-to", "127.0.0.1"],
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    text=True,
                )
                assert tidy.returncode == 0, (round, tidy.stdout, tidy.stderr)
            after = shop.dump()
            if after == before:
                clean += 1
            else:
                print(f"round {round}: the site differs; ledger:\n{text}")
                before = after
    shop.close()
    print(f"{midway} of {count} runs were killed before their end, {lost} with an answer missing")
    print(f"{clean} of {count} times the site was as before after cleanup")
    return 0 if clean == count else 1


if __name__ == "__main__":
    sys.exit(main())
