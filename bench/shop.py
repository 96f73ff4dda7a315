"""A reference site in a process of its own, and a client of it that signs with OAuth 1.0a.

Only Python's standard library; used by kills.py, signals.py and calm.py.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

KEY, SECRET = "ck_reference_read_write", "cs_reference_read_write"
READ_KEY, READ_SECRET = "ck_reference_read", "cs_reference_read"


class Runs:
    """Write runs on a shop of their own, in a folder of their own: PROGRAM [COUNT [SEED]]."""

    def __init__(self, count, folder):
        self.program = os.path.abspath(sys.argv[1])
        self.count = int(sys.argv[2]) if len(sys.argv) > 2 else count
        self.seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
        self.dice = random.Random(self.seed)
        self.folder = folder
        self.environment = {
            "MEMBERSPEC_KEY": KEY,
            "MEMBERSPEC_SECRET": SECRET,
            "PATH": os.environ["PATH"],
        }
        self.shop = Shop(self.program)
        self.before = self.shop.dump()

    def start(self, ledger):
        return subprocess.Popen(
            [self.program, "check", self.shop.url, "--write", "--yes-write-to", "127.0.0.1"]
            + ["--ledger", ledger],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def whole(self, begun=lambda ledger, process: None):
        """How long a run takes that nobody disturbs, from when `begun` returns."""
        process = self.start("whole.jsonl")
        begun("whole.jsonl", process)
        at = time.monotonic()
        assert process.wait() == 0, "a run that nobody disturbs must end well"
        length = time.monotonic() - at
        assert self.shop.dump() == self.before, "a run that nobody disturbed left something"
        print(f"a whole write run takes {length:.2f} s; seed {self.seed}")
        return length

    def is_as_before(self):
        """Whether the site is as it was at the last look."""
        after = self.shop.dump()
        is_same = after == self.before
        self.before = after
        return is_same


class Shop:
    """`memberspec serve` on a free port."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        self.url = line.rsplit(" ", 1)[1].strip().rstrip("/")

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def send(self, method, path, query=None, body=None):
        """Status and JSON of the answer to one signed request."""
        url = f"{self.url}/wp-json{path}"
        parameters = dict(query or {})
        parameters |= {
            "oauth_consumer_key": KEY,
            "oauth_nonce": secrets.token_hex(12),
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(time.time())),
        }
        quote = lambda text: urllib.parse.quote(str(text), safe="~")
        pairs = sorted((quote(name), quote(value)) for name, value in parameters.items())
        joined = "&".join(f"{name}={value}" for name, value in pairs)
        base = "&".join([method, quote(url), quote(joined)])
        digest = hmac.new(f"{SECRET}&".encode(), base.encode(), hashlib.sha256).digest()
        parameters["oauth_signature"] = base64.b64encode(digest).decode()
        request = urllib.request.Request(
            f"{url}?{urllib.parse.urlencode(parameters)}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"} if body is not None else {},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def rows(self, path):
        """All rows of a list, page by page."""
        found = []
        for page in range(1, 1000):
            status, rows = self.send("GET", path, {"per_page": 100, "page": page})
            assert status == 200, rows
            if not rows:
                return found
            found += rows

    def dump(self):
        """Every membership, those in the trash included, and every customer."""
        members = self.rows("/wc/v4/memberships/members")
        for row in members:
            # While a membership is on hold its end moves with the clock.
            if row["paused_date"]:
                row["end_date"] = row["end_date_gmt"] = None
        return members, self.rows("/wc/v3/customers")
