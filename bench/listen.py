#!/usr/bin/env python3
"""How many webhook deliveries per second `memberspec listen` takes, and its memory.

    bench/listen.py target/release/memberspec [DELIVERIES] [SENDERS]

Everything stays on the loopback interface. Every delivery is a different membership, signed and sound.
Prints the rate and the peak resident memory after a tenth of the deliveries and after all of them.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import threading
import time

SECRET = "hook-secret"


def membership(number):
    """The payload of a membership, as WooCommerce sends it."""
    day = "2026-01-10T07:00:00"
    utc = "2026-01-10T12:00:00"
    dates = ["date_created", "start_date", "end_date", "paused_date", "cancelled_date"]
    payload = {"id": number, "customer_id": number, "customer_data": [], "plan_id": 1,
               "plan_name": "Gold", "status": "active", "order_id": None, "product_id": None,
               "subscription_id": None}
    for name in dates:
        known = name in ("date_created", "start_date")
        payload[name] = day if known else None
        payload[name + "_gmt"] = utc if known else None
    payload.update(view_url="https://shop.example/my-account/members-area/1/",
                   profile_fields=[], meta_data=[])
    return json.dumps(payload).encode()


def peak(process):
    with open(f"/proc/{process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def send(port, numbers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for number in numbers:
        body = membership(number)
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        topic = "user_membership.updated"
        connection.request("POST", "/", body, {
            "Content-Type": "application/json", "User-Agent": "WooCommerce/9.8.5 Hookshot",
            "X-WC-Webhook-Source": "https://shop.example/", "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Resource": "user_membership", "X-WC-Webhook-Event": "updated",
            "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
            "X-WC-Webhook-ID": "1", "X-WC-Webhook-Delivery-ID": str(number)})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"status {answer.status}")
    connection.close()


def main():
    binary = sys.argv[1]
    count = min(int(sys.argv[2]) if len(sys.argv) > 2 else 10_000, 100_000)
    senders = min(int(sys.argv[3]) if len(sys.argv) > 3 else 8, 64)
    process = subprocess.Popen(
        [binary, "listen", "--port", "0", "--count", str(count), "--for", "600"],
        env={**os.environ, "MEMBERSPEC_WEBHOOK_SECRET": SECRET},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    port = int(process.stderr.readline().split("http://127.0.0.1:")[1].split("/")[0])
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stderr))
    reader.start()
    done = 0
    for share in (count // 10, count - count // 10 - 1):
        numbers = range(done + 1, done + 1 + share)
        started = time.monotonic()
        threads = [threading.Thread(target=send, args=(port, numbers[at::senders]))
                   for at in range(senders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - started
        done += share
        print(f"{share:>7} deliveries in {seconds:6.2f} s: {share / seconds:7.0f} per second, "
              f"peak memory {peak(process):6.1f} MiB")
    send(port, [done + 1])
    output = process.stdout.read()
    process.wait(timeout=120)
    reader.join()
    told = sum(line.startswith("delivery ") for line in lines)
    verdict = next((line for line in output.splitlines() if line[:1].isupper()
                    and "webhooks" in line), output)
    print(f"exit {process.returncode}, {told} lines; {verdict}")


main()
