"""Sends signals to `memberspec check --write` at random moments.

    python3 bench/signals.py target/release/memberspec [COUNT [SEED]]

The site is a process of its own that goes on. After each SIGINT, SIGTERM or SIGHUP the program must
clean up by itself and end: no row of the run left, no row of anybody else changed. Prints how often
that held, and how long the slowest run took from the signal to its end.
"""

import signal
import sys
import tempfile
import time

from shop import Runs

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(50, folder)
        length = runs.whole()
        clean = midway = 0
        slowest = 0.0
        for round in range(runs.count):
            process = runs.start(f"{round}.jsonl")
            time.sleep(runs.dice.uniform(0.05, length))
            was_running = process.poll() is None
            midway += was_running
            at = time.monotonic()
            process.send_signal(SIGNALS[round % len(SIGNALS)])
            code = process.wait(timeout=60)
            slowest = max(slowest, time.monotonic() - at)
            is_as_before = runs.is_as_before()
            if is_as_before and (code in (0, 2) or not was_running):
                clean += 1
            else:
                print(f"round {round}: exit code {code}, the site is as before: {is_as_before}")
        runs.shop.close()
    print(f"{midway} of {runs.count} runs got their signal before their end, the slowest took {slowest:.2f} s")
    print(f"{clean} of {runs.count} times nothing was left")
    return 0 if clean == runs.count else 1


if __name__ == "__main__":
    sys.exit(main())
