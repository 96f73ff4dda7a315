// Verifies a delivery. The body must be the raw bytes, not JSON that was parsed and written again.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

function isValid(body, signature, secret) {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// Usage: node webhook.mjs BODY_FILE SIGNATURE_HEADER
const [file, signature] = process.argv.slice(2);
const valid = isValid(readFileSync(file), signature, process.env.WEBHOOK_SECRET);
console.log(valid ? "valid" : "invalid");
process.exitCode = valid ? 0 : 1;
