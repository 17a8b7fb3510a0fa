/** Builds the page into `dist/ui`: hashed files below `assets/`, each text with a compressed twin, and Plotly for frames. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const inProject = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const libraries =
  /rolldown\/runtime|node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|react-aria|react-aria-components|react-stately|lucide-react|@tanstack|@react-aria|@react-stately|@react-types|@internationalized|@swc)\//;
/** Of our own, but for what is loaded when it is needed. */
const own =
  /src\/(?:ui\/(?:api|parts|shell|experiments)\/(?!code|languages|markdown_re|maths|tex\b|experiments_)|ui\/runs\/(?:view|run_color|brush|selection|hover|long_list|field|group|run_windows)\.|protocol\/|search\/|errors\.ts|csv\.ts)/;
/** What pages share, as one file: cut by who shares what, a page would be forty requests. */
const shared = { name: "shared", test: new RegExp(`${libraries.source}|${own.source}`), minShareCount: 2 };

export default defineConfig({
  root: inProject("."),
  base: "./", // whatever prefix a proxy puts before it
  // The page speaks English; without it the components bring their words in 34 languages, a sixth of what every page reads.
  plugins: [optimizeLocales.vite({ locales: ["en-US"] }), react(), plotlyForFrames(), compressed()],
  build: {
    outDir: inProject("../../dist/ui"),
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false, // all of it is 15 kB
    assetsInlineLimit: 0, // the page's policy has no place for data: URLs of scripts
    rolldownOptions: {
      // Its list of decompressors starts WebAssembly when it is loaded, which the page's policy forbids; single ones do not.
      output: { codeSplitting: { groups: [shared] } },
      treeshake: { moduleSideEffects: [{ test: /hyparquet-compressors/, sideEffects: false }] },
    },
    chunkSizeWarningLimit: 5000, // Plotly; it is loaded on demand
    license: { fileName: "licenses.md" },
  },
});

/** Figures of notebooks may use all of Plotly; they are drawn in frames of their own, which load this file. */
function plotlyForFrames(): Plugin {
  return {
    name: "plotly-for-frames",
    apply: "build",
    generateBundle() {
      const path = createRequire(import.meta.url).resolve("plotly.js-dist-min");
      this.emitFile({ type: "asset", fileName: "frame/plotly.js", source: readFileSync(path) });
    },
  };
}

/** Compressing once, when the package is made, costs the server nothing. Of the written files: Vite changes scripts until then. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(js|css|html|svg|json|mjs)$/.test(fileName) || /^(index.html$|frame\/)/.test(fileName)) continue;
        const path = join(dir!, fileName);
        const source = readFileSync(path);
        const quality = source.length > 2 ** 20 ? 7 : 10; // the best takes ten seconds for Plotly
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
        writeFileSync(`${path}.br`, brotliCompressSync(source, { params }));
        writeFileSync(`${path}.gz`, gzipSync(source, { level: 8 }));
      }
    },
  };
}
