#!/usr/bin/env node
// npm.mjs OUT HOST-PROGRAM TARGET=PROGRAM...: the npm packages as folders for `npm pack` and `npm publish`.
//
// One package a platform with the program in it, and `spillage` with a launcher that names them as optional dependencies: npm
// installs the one that fits `os`, `cpu` and `libc`. One package for all would be five programs for every user, and a script
// that downloads one does not run where scripts of dependencies are forbidden. HOST-PROGRAM writes the manual.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [out, host, ...programs] = process.argv.slice(2);
if (!out || !host || programs.length === 0) {
  console.error("usage: npm.mjs OUT HOST-PROGRAM TARGET=PROGRAM...");
  process.exit(2);
}
const version = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^version = "(.*)"$/m)[1];
// No libc beside musl: a static program runs with any.
const platforms = {
  "x86_64-unknown-linux-musl": ["linux-x64", { os: ["linux"], cpu: ["x64"] }],
  "aarch64-unknown-linux-musl": ["linux-arm64", { os: ["linux"], cpu: ["arm64"] }],
  "x86_64-unknown-linux-gnu": ["linux-x64", { os: ["linux"], cpu: ["x64"], libc: ["glibc"] }],
  "x86_64-apple-darwin": ["darwin-x64", { os: ["darwin"], cpu: ["x64"] }],
  "aarch64-apple-darwin": ["darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  "x86_64-pc-windows-msvc": ["win32-x64", { os: ["win32"], cpu: ["x64"] }],
};
const common = {
  version,
  description: "Measures what a coding agent with full file-system access could leak from a code base, and writes the fix.",
  license: "MIT OR Apache-2.0",
  repository: { type: "git", url: "git+https://github.com/spillage-dev/spillage.git" },
};
const licences = (dir) => ["LICENSE-APACHE", "LICENSE-MIT"].forEach((f) => copyFileSync(join(root, f), join(dir, f)));
const write = (dir, fields) => writeFileSync(join(dir, "package.json"), JSON.stringify({ ...fields, ...common }, null, 2) + "\n");

const optionalDependencies = {};
for (const entry of programs) {
  const [target, program] = entry.split("=");
  if (!platforms[target]) throw new Error(`${target}: not a target of the npm packages`);
  const [platform, limits] = platforms[target];
  const name = `@spillage-dev/${platform}`;
  const file = platform.startsWith("win32") ? "spillage.exe" : "spillage";
  const dir = join(out, platform);
  mkdirSync(join(dir, "bin"), { recursive: true });
  copyFileSync(program, join(dir, "bin", file));
  chmodSync(join(dir, "bin", file), 0o755);
  licences(dir);
  write(dir, { name, ...limits, files: ["bin"], preferUnplugged: true });
  optionalDependencies[name] = version;
}

const dir = join(out, "spillage");
mkdirSync(join(dir, "bin"), { recursive: true });
mkdirSync(join(dir, "share"), { recursive: true });
execFileSync(join(root, "packaging/share.sh"), [host, join(dir, "share")]);
copyFileSync(join(root, "packaging/npm-launcher.js"), join(dir, "bin/spillage.js"));
chmodSync(join(dir, "bin/spillage.js"), 0o755);
copyFileSync(join(root, "README.md"), join(dir, "README.md"));
licences(dir);
const man = readdirSync(join(dir, "share/man/man1")).sort().map((f) => `share/man/man1/${f}`);
write(dir, {
  name: "spillage",
  bin: { spillage: "bin/spillage.js" },
  man,
  files: ["bin", "share"],
  engines: { node: ">=18" },
  keywords: ["security", "secrets", "agents", "dlp", "scanner"],
  optionalDependencies,
});
console.log(Object.keys(optionalDependencies).concat("spillage").join("\n"));
