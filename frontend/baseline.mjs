// The oldest browser that pages are made for is Chromium 90. esbuild lowers syntax; this refuses what cannot be lowered.
const CSS = {
  ":has(": 105, "@container": 105, "@layer": 99, "@scope": 118, "color-mix(": 111, "light-dark(": 123, "oklch(": 111, "oklab(": 111, "lab(": 111,
  "accent-color": 93, "text-wrap": 114, subgrid: 117, "@starting-style": 117, "anchor-name": 125, "field-sizing": 123, "scrollbar-gutter": 94,
  "view-transition": 111, "animation-timeline": 115, "overflow: clip auto": 90, "rgb(from": 119,
};
const CSS_PATTERNS = [
  [/\b\d+(?:d|s|l)v[hwib]\b/, "viewport units of 108"],
  [/@media[^{]*[<>]=?/, "range queries of 104"],
  [/(?:^|[;{\s])(?:translate|rotate|scale)\s*:/m, "single transforms of 104"],
  [/[{;]\s*&/, "nesting of 112"],
];
const SCRIPT = {
  "structuredClone(": 98, "Object.hasOwn(": 93, ".findLast(": 97, ".toSorted(": 110, ".toReversed(": 110, ".at(": 92, ".groupBy(": 117,
  ".showPopover(": 114, "scheduler.": 94, "AbortSignal.timeout": 103, ".inert": 102, "Array.fromAsync": 121, "Promise.withResolvers": 119,
};

export function refuseNewerThanBaseline(name, text) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const style = name.endsWith(".css");
  const found = Object.entries(style ? CSS : SCRIPT)
    .filter(([feature]) => bare.includes(feature))
    .map(([feature, since]) => `${feature} (Chromium ${since})`);
  if (style) for (const [pattern, words] of CSS_PATTERNS) if (pattern.test(bare)) found.push(`${words}: ${bare.match(pattern)[0].trim()}`);
  if (found.length) throw new Error(`${name}: newer than Chromium 90: ${found.join(", ")}`);
}
