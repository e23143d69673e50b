// `bun build` on the command line takes no plugins, so the build is this script.
import { rm } from "node:fs/promises";
import tailwind from "bun-plugin-tailwind";

const outdir = `${import.meta.dir}/dist`;

await rm(outdir, { recursive: true, force: true });
await Bun.build({
  entrypoints: [`${import.meta.dir}/index.html`],
  outdir,
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [tailwind],
});
