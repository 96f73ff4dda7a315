#!/usr/bin/env bash
# What every package installs beside the program: manual pages and completions, by the program itself.
# Usage: scripts/packaging/stage.sh PROGRAM FOLDER
set -euo pipefail
program=$1 folder=$2
"$program" man "$folder/man"
mkdir -p "$folder/completions"
"$program" completions bash >"$folder/completions/memberspec.bash"
"$program" completions elvish >"$folder/completions/memberspec.elv"
"$program" completions fish >"$folder/completions/memberspec.fish"
"$program" completions powershell >"$folder/completions/_memberspec.ps1"
"$program" completions zsh >"$folder/completions/_memberspec"
