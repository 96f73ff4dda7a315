#!/usr/bin/env bash
# Verifies a delivery whose raw body is in a file. Usage: webhook.sh BODY_FILE SIGNATURE_HEADER
set -euo pipefail
expected=$(openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" -binary < "$1" | base64)
if [ "$expected" = "$2" ]; then echo valid; else echo invalid; exit 1; fi
