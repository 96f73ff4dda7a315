#!/usr/bin/env bash
# The slow proofs: clients generated from the documents compile and read answers of real sites
# (MEMBERSPEC_RECORDINGS) or the documents' own examples.
set -euo pipefail
here=$(dirname "$0")
"$here/typescript.sh"
"$here/python.sh"
"$here/rust.sh"
"$here/progenitor.sh"
