#!/usr/bin/env node
// Starts the program of this platform's package, with the same arguments, streams and exit code.
"use strict";
const { spawnSync } = require("node:child_process");
const name = `@spillage-dev/${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bin/spillage${process.platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(
    `spillage: the package ${name} is not installed. It comes as an optional dependency where this platform has a build; ` +
      "install without --omit=optional, or build from source: cargo install spillage",
  );
  process.exit(2);
}
const ran = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (ran.error) {
  console.error(`spillage: ${program}: ${ran.error.message}`);
  process.exit(2);
}
if (ran.signal) process.kill(process.pid, ran.signal);
process.exit(ran.status);
