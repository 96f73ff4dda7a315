#!/usr/bin/env python3
"""Time and memory of one run over many sites: fleet.py BINARY [SITES...], by default 10 and 50.

Ten reference sites answer for all of them; those that share one are checked one after another. Prints
one line for each number of sites.
"""

import os
import subprocess
import sys
import tempfile
import time

SERVERS = 10


def serve(binary):
    process = subprocess.Popen(
        [binary, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line = process.stdout.readline().split()[-1]
    return process, line.rsplit(":", 1)[1].strip("/")


def measure(binary, ports, count):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "key"), "w") as key:
            key.write("ck_reference_read\ncs_reference_read\n")
        with open(os.path.join(folder, "memberspec.toml"), "w") as file:
            for number in range(count):
                port = ports[number % len(ports)]
                file.write(f'[site.shop-{number:04}]\nurl = "http://127.0.0.1:{port}"\n')
                file.write(f'[site.shop-{number:04}.check]\ncredentials = "key"\n')
        begun = time.monotonic()
        done = subprocess.run(
            ["/usr/bin/time", "-f", "%M", binary, "check", "--all", "--report", "json=all.json"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=600,
        )
        took = time.monotonic() - begun
        memory = int(done.stderr.strip().splitlines()[-1]) / 1024
        verdict = done.stdout.strip().splitlines()[-1]
        print(f"{count:>5} sites  {took:6.1f} s  {memory:6.1f} MiB  {verdict}")


def main():
    binary = os.path.abspath(sys.argv[1])
    counts = [int(count) for count in sys.argv[2:]] or [10, 50]
    servers = [serve(binary) for _ in range(SERVERS)]
    try:
        for count in counts:
            measure(binary, [port for _, port in servers], count)
    finally:
        for process, _ in servers:
            process.kill()


if __name__ == "__main__":
    main()
