#!/usr/bin/env bash
# Puts a program into the archive of a release: OUT/memberspec-VERSION-TARGET.tar.gz, or .zip for
# Windows, with manual pages, completions and licenses. Equal inputs give equal bytes.
# Usage: scripts/packaging/archive.sh PROGRAM TARGET OUT
set -euo pipefail
program=$1 target=$2 out=$(mkdir -p "$3" && cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
version=$("$program" --version | cut -d ' ' -f 2 | tr -d '\r')
name=memberspec-$version-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/$name"
cp "$program" "$work/$name/"
"$here/stage.sh" "$program" "$work/$name"
cp "$root"/{README.md,CHANGELOG.md,LICENSE-MIT,LICENSE-APACHE} "$work/$name/"
cd "$work"
case $target in
*windows*) 7z a -tzip -bso0 "$out/$name.zip" "$name" ;;
*) python3 - "$name" "$out/$name.tar.gz" <<'PYTHON' ;;
import gzip, sys, tarfile

def plain(entry):
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.name.endswith("/memberspec") else 0o644
    return entry

folder, archive = sys.argv[1:]
with open(archive, "wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packed:
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(folder, filter=plain)
PYTHON
esac
