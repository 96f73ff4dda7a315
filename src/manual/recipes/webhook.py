# Verifies a delivery. The body must be the raw bytes, not JSON that was parsed and written again.
import base64, hashlib, hmac, os, sys


def is_valid(body: bytes, signature: str, secret: str) -> bool:
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode())


# Usage: python3 webhook.py BODY_FILE SIGNATURE_HEADER
with open(sys.argv[1], "rb") as file:
    valid = is_valid(file.read(), sys.argv[2], os.environ["WEBHOOK_SECRET"])
print("valid" if valid else "invalid")
sys.exit(0 if valid else 1)
