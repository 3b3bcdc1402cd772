// Built files have plain names and are kept in git: whoever installs the package needs no Node.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { defineConfig } from "vite";

const NAMES = ["diagram", "search", "sparql"];

/** Writes the licences of what is bundled beside it, as those licences ask. */
function licences() {
  const folder = (id) => {
    const parts = id.split(sep);
    const at = parts.lastIndexOf("node_modules");
    if (at < 0) return [];
    const depth = parts[at + 1].startsWith("@") ? 3 : 2;
    return [parts.slice(0, at + depth).join(sep)];
  };
  const notice = (path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? readFileSync(join(path, file), "utf8").trim() : "";
    return `${name} ${version}, ${license}\n\n${text}\n`;
  };
  return {
    name: "licences",
    generateBundle() {
      const folders = new Set([...this.getModuleIds()].flatMap(folder));
      const source = [...folders].sort().map(notice).join(`\n${"-".repeat(72)}\n\n`);
      this.emitFile({ type: "asset", fileName: "LICENSES.txt", source });
    },
  };
}

export default defineConfig({
  plugins: [licences()],
  build: {
    outDir: "../cmo_graph_api/static/built",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rollupOptions: {
      input: Object.fromEntries(NAMES.map((name) => [name, `src/${name}.ts`])),
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});
