// Builds style, scripts and icons into src/zhiheng/web/static/build. Names carry a hash of the content, so that browsers may keep them for ever;
// manifest.json tells the pages which name to use. Nothing here needs a network.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { refuseNewerThanBaseline } from "./baseline.mjs";

const OUT = "src/zhiheng/web/static/build";
const TARGET = "chrome90";
const BUDGET = { "charts.js": 600_000, "graph.js": 600_000, "app.css": 110_000, "app.js": 60_000 };

function style() {
  const { css } = sass.compile("frontend/scss/app.scss", {
    loadPaths: ["node_modules"],
    style: "expanded",
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  refuseNewerThanBaseline("app.css", css);
  return esbuild.transformSync(css, { loader: "css", target: TARGET, minify: true }).code;
}

function script(entry) {
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    target: TARGET,
    format: "iife",
    legalComments: "none",
    charset: "utf8",
  });
  return outputFiles[0].text;
}

// The lamps are ours; the other icons are single drawings of Tabler's set.
function sprite() {
  const lamps = readFileSync("frontend/icons/lamps.svg", "utf8").match(/<symbol[\s\S]*?<\/symbol>/g);
  const names = JSON.parse(readFileSync("frontend/icons/names.json", "utf8"));
  const icons = names.map((name) => {
    const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    const drawing = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>[\s\S]*$/, "");
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${drawing.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${[...lamps, ...icons].join("")}</svg>`;
}

const own = readdirSync("frontend/js").map((name) => join("frontend/js", name));
for (const file of own) refuseNewerThanBaseline(file, readFileSync(file, "utf8"));

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const made = {
  "app.css": style(),
  "app.js": script("frontend/js/app.js"),
  "charts.js": script("frontend/js/charts.js"),
  "graph.js": script("frontend/js/graph.js"),
  "sprite.svg": sprite(),
};
const manifest = {};
for (const [name, text] of Object.entries(made)) {
  if (text.length > (BUDGET[name] ?? Infinity)) throw new Error(`${name} has ${text.length} bytes; the budget is ${BUDGET[name]}`);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const [stem, ending] = name.split(".");
  manifest[name] = `${stem}.${hash}.${ending}`;
  const path = join(OUT, manifest[name]);
  writeFileSync(path, text);
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(text));
}
writeFileSync(join(OUT, "manifest.json"), JSON.stringify(manifest, null, 2));
console.log(Object.entries(made).map(([name, text]) => `${name} ${(text.length / 1000).toFixed(0)} kB`).join(", "));
