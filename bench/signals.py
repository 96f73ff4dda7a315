"""Sends signals to `memberspec check --write` at random moments.

    python3 bench/signals.py target/release/memberspec [COUNT [SEED]]

The site is a process of its own that goes on. After each SIGINT, SIGTERM or SIGHUP the program must
clean up by itself and end: no row of the run left, no row of anybody else changed. Prints how often
that held, and how long the slowest run took from the signal to its end.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from shop import KEY, SECRET, Shop

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
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

        at = time.monotonic()
        assert start("whole.jsonl").wait() == 0, "a run without a signal must end well"
        length = time.monotonic() - at
        print(f"a whole run takes {length:.2f} s; seed {seed}")
        clean = midway = 0
        slowest = 0.0
        for round in range(count):
            process = start(f"{round}.jsonl")
            time.sleep(dice.uniform(0.05, length))
            was_running = process.poll() is None
            midway += was_running
            at = time.monotonic()
            process.send_signal(SIGNALS[round % len(SIGNALS)])
            code = process.wait(timeout=60)
            slowest = max(slowest, time.monotonic() - at)
            after = shop.dump()
            if after == before and (code in (0, 2) or not was_running):
                clean += 1
            else:
                print(f"round {round}: exit code {code}, the site is as before: {after == before}")
                before = after
    shop.close()
    print(f"{midway} of {count} runs got their signal before their end, the slowest took {slowest:.2f} s")
    print(f"{clean} of {count} times nothing was left")
    return 0 if clean == count else 1


if __name__ == "__main__":
    sys.exit(main())
