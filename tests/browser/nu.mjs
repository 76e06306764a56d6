// The Nu HTML checker reads every page of the published folders, and finds no error. Nothing is ignored; what it calls
// information is not an error. Usage: node nu.mjs FOLDER…
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { tally } from "./browser.mjs";
import { htmlFiles } from "./published.mjs";

const { pass, fail, end } = tally();
const folders = process.argv.slice(2);
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
// Deeply nested pages need a deep stack.
const ran = spawnSync("java", ["-Xss16m", "-jar", jar, "--skip-non-html", "--format", "json", "--stdout", "--exit-zero-always", ...folders],
  { encoding: "utf8", maxBuffer: 1 << 28 });
if (ran.status !== 0) {
  fail("the Nu HTML checker runs", ran.error ?? ran.stderr);
  end();
}
const errors = JSON.parse(ran.stdout).messages.filter((message) => message.type !== "info");
const kinds = new Map();
for (const error of errors) {
  // A name or a number in it does not make it another error.
  const kind = error.message.replace(/“[^”]{24,}”|\d+/g, "…");
  kinds.set(kind, (kinds.get(kind) ?? []).concat(error));
}
for (const [kind, [first, ...others]] of kinds) {
  fail(kind, `${first.url}:${first.lastLine}: ${first.message}\n${first.extract?.trim()}\nand ${others.length} more`);
}
const pages = folders.reduce((sum, folder) => sum + htmlFiles(folder).length, 0);
if (errors.length === 0 && pages > 0) { pass(`${pages} pages are valid HTML`); }
end();
