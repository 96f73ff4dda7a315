#!/usr/bin/env bash
# The quick proofs: the committed documents, and what `diff` says of them for other tools, pass the
# tools by which their users judge them.
set -euo pipefail
here=$(dirname "$0")
"$here/redocly.sh"
"$here/spectral.sh"
"$here/spec-validator.sh"
"$here/sarif.sh"
"$here/prism.sh"
"$here/answers-valid.sh"
