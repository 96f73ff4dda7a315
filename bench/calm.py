"""Runs `memberspec check --write` on faultless sites while somebody else changes them.

    python3 bench/calm.py target/release/memberspec [COUNT [SEED [PACE]]]

Each run has a site of its own with its own data, time zone and Subscriptions on or off, and another
client that makes, changes and deletes memberships all the while, every PACE seconds on average
(0.065 unless told otherwise, which is far more than a shop sells). Every finding is a false alarm.
Prints how many there were, and whether the run left anything.
"""

import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

from shop import KEY, SECRET, Shop

ZONES = [
    "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe",
    "America/St_Johns", "Pacific/Apia", "Asia/Tokyo", "America/Sao_Paulo", "Africa/Cairo",
    "Pacific/Chatham", "Europe/London",
]
STATUSES = ["active", "complimentary", "pending", "paused", "cancelled", "expired"]
DAY = 86_400


def moment(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def data(dice):
    """A shop with some plans and members, different each time."""
    now = int(time.time())
    plans = []
    for number in range(dice.randint(2, 6)):
        length = dice.choice(
            [
                {"type": "unlimited"},
                {"type": "specific", "amount": dice.randint(1, 12), "unit": "months"},
                {"type": "specific", "amount": dice.randint(1, 52), "unit": "weeks"},
            ]
        )
        made = now - dice.randint(200, 400) * DAY + number
        plans.append(
            {
                "id": 20 + number,
                "name": f"Plan {number}",
                "slug": f"plan-{number}",
                "status": "publish",
                "access_method": dice.choice(["manual-only", "purchase", "manual-only", "signup"])
                if number
                else "manual-only",
                "length": length,
                "subscription_length": "subscription",
                "created": moment(made),
                "modified": moment(made),
            }
        )
    customers, members = [], []
    for number in range(dice.randint(3, 160)):
        made = now - DAY * 2 - number * 5_003 - dice.randint(0, 4_000)
        customer = 2 + number
        customers.append(
            {
                "id": customer,
                "login": f"member{number}",
                "email": f"member{number}@shop.example",
                "created": moment(made),
            }
        )
        row = {
            "id": 1_000 - number,
            "customer_id": customer,
            "plan_id": dice.choice(plans)["id"],
            "status": dice.choice(STATUSES),
            "created": moment(made),
            "start": moment(made),
            "end": moment(now + dice.randint(40, 400) * DAY),
        }
        if row["status"] == "paused":
            row["paused"] = moment(made + 4_000)
        if row["status"] == "cancelled":
            row["cancelled"] = moment(made + 4_000)
        if row["status"] == "expired":
            row["end"] = moment(made + 3_000)
        members.append(row)
    return {"plans": plans, "customers": customers, "memberships": members}


def sell(shop, shape, dice, pace, stop, done):
    """Somebody else at the same shop."""
    path = "/wc/v3/memberships/members"
    mine = [row["id"] for row in shape["memberships"]]
    plans = [plan["id"] for plan in shape["plans"]]
    people = [row["id"] for row in shape["customers"]]
    while not stop.is_set():
        what = dice.random()
        if what < 0.35:
            body = {"customer_id": dice.choice(people), "plan_id": dice.choice(plans)}
            status, row = shop.send("POST", path, body=body)
            if status == 200:
                mine.append(row["id"])
        elif what < 0.8 and mine:
            body = dice.choice(
                [
                    {"status": dice.choice(STATUSES)},
                    {"end_date_gmt": moment(time.time() + dice.randint(30, 300) * DAY)},
                ]
            )
            shop.send("PUT", f"{path}/{dice.choice(mine)}", body=body)
        elif mine:
            shop.send("DELETE", f"{path}/{mine.pop(dice.randrange(len(mine)))}")
        done["changes"] += 1
        stop.wait(dice.choice([0.03, 0.15, 0.8, 3.0]) * pace)


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    pace = float(sys.argv[4]) if len(sys.argv) > 4 else 0.065
    dice = random.Random(seed)
    environment = {"MEMBERSPEC_KEY": KEY, "MEMBERSPEC_SECRET": SECRET, "PATH": os.environ["PATH"]}
    alarms, done = collections.Counter(), collections.Counter()
    loud = left = requests = 0
    for round in range(count):
        with tempfile.TemporaryDirectory() as folder:
            shape = data(dice)
            file = os.path.join(folder, "data.json")
            with open(file, "w", encoding="utf-8") as out:
                json.dump(shape, out)
            zone, switch = dice.choice(ZONES), dice.choice(["on", "off"])
            shop = Shop(program, "--data", file, "--timezone", zone, "--subscriptions", switch)
            stop = threading.Event()
            seller = threading.Thread(
                target=sell,
                args=(shop, shape, random.Random(dice.random()), pace, stop, done),
            )
            if round % 5:
                seller.start()
            run = subprocess.run(
                [program, "check", shop.url, "--write", "--yes-write-to", "127.0.0.1"]
                + ["--report", "json=report.json"],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
            )
            stop.set()
            if seller.is_alive():
                seller.join()
            with open(os.path.join(folder, "report.json"), encoding="utf-8") as report:
                outcome = json.load(report)
            found = [finding for finding in outcome["findings"] if finding.get("counts", True)]
            alarms.update((finding.get("rule") or finding.get("check")) for finding in found)
            loud += bool(found)
            requests += outcome["exchanges"]
            members, customers = shop.dump()
            ours = [row for row in members if any(m["key"] == "memberspec_run" for m in row["meta_data"])]
            ours += [row for row in customers if row["email"].endswith("@memberspec.invalid")]
            left += len(ours)
            shop.close()
            if found or ours or run.returncode:
                print(f"round {round}: {zone}, Subscriptions {switch}, exit {run.returncode}")
                telling = ("error ", "confirmed", "stopped early", "memberspec:")
                for line in (run.stdout + run.stderr).splitlines():
                    if line.strip().startswith(telling):
                        print(line)
    print(f"{count} runs, {requests} exchanges, {done['changes']} changes by somebody else; seed {seed}")
    print(f"{loud} runs with a false alarm {dict(alarms)}, {left} rows left")
    return 0 if not loud and not left else 1


if __name__ == "__main__":
    sys.exit(main())
