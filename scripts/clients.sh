#!/usr/bin/env bash
# The slow proofs: clients of many generators work on the reference site (docs/clients.md); clients
# generated from all documents compile and read answers of real sites (MEMBERSPEC_RECORDINGS) or the
# documents' own examples.
set -euo pipefail
here=$(dirname "$0")
"$here/live.sh"
"$here/typescript.sh"
"$here/python.sh"
"$here/rust.sh"
"$here/progenitor.sh"
