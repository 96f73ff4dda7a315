// Writes the packages for npm: one for each archive of a release, and `memberspec`, which picks among
// them. Usage: node build.mjs VERSION FOLDER-OF-ARCHIVES OUT
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TARGETS = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
};

const [version, archives, out] = process.argv.slice(2);
const here = import.meta.dirname;
const root = join(here, "../../..");
const common = {
  version,
  license: "MIT OR Apache-2.0",
  ...(process.env.GITHUB_REPOSITORY && {
    repository: { type: "git", url: `git+https://github.com/${process.env.GITHUB_REPOSITORY}.git` },
  }),
};

function write(folder, manifest) {
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, name), join(folder, name));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, ...common }, null, 2) + "\n");
}

const optionalDependencies = {};
for (const [platform, target] of Object.entries(TARGETS)) {
  const isWindows = platform.startsWith("win32");
  const name = `memberspec-${version}-${target}`;
  const archive = join(archives, name + (isWindows ? ".zip" : ".tar.gz"));
  if (!existsSync(archive)) {
    console.error(`left out ${platform}: there is no ${archive}`);
    continue;
  }
  const folder = join(out, platform);
  mkdirSync(folder, { recursive: true });
  const file = isWindows ? "memberspec.exe" : "memberspec";
  if (isWindows) execFileSync("unzip", ["-q", "-o", "-j", archive, `${name}/${file}`, "-d", folder]);
  else execFileSync("tar", ["-xzf", archive, "-C", folder, "--strip-components=1", `${name}/${file}`]);
  const [os, cpu] = platform.split("-");
  write(folder, {
    name: `@memberspec/${platform}`,
    description: `The program of memberspec for ${platform}`,
    os: [os],
    cpu: [cpu],
    files: [file],
  });
  optionalDependencies[`@memberspec/${platform}`] = version;
}

const folder = join(out, "memberspec");
mkdirSync(folder, { recursive: true });
copyFileSync(join(here, "memberspec.js"), join(folder, "memberspec.js"));
chmodSync(join(folder, "memberspec.js"), 0o755);
copyFileSync(join(root, "README.md"), join(folder, "README.md"));
write(folder, {
  name: "memberspec",
  description: "OpenAPI documents, contract checks and a reference site for the WooCommerce Memberships REST API",
  keywords: ["openapi", "woocommerce", "contract-testing", "wordpress", "rest"],
  bin: { memberspec: "memberspec.js" },
  files: ["memberspec.js"],
  engines: { node: ">=18" },
  optionalDependencies,
});
