#!/usr/bin/env node
// Runs the program of the platform's own package, which npm installs beside this one.
"use strict";
const { spawn } = require("node:child_process");

const name = `@memberspec/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "memberspec.exe" : "memberspec";
let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `memberspec: the package ${name} is not installed. Install without --omit=optional; if there is no ` +
      "such package for your platform, build the program with cargo.",
  );
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends its signals to both; others know this process alone.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  console.error(`memberspec: cannot run ${program}: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
