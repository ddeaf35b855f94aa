// How are built/explorer.js and built/views.js made? `npm ci && npm run build`: one file for a page that loads nothing.
import { copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: { explorer: "src/main.js", views: "src/views/main.js" },
  outdir: "built",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  banner: { js: "/* three.js, MIT licence, (c) 2010-2026 three.js authors: see LICENSE-three */" },
});
copyFileSync("node_modules/three/LICENSE", "built/LICENSE-three");
