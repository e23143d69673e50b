// Fetches what standard input lists as [{ url, integrity, file }], with the fetcher and
// the settings of the npm package in the folder NPM_PACKAGE. What the registry does not
// have any more is left out.
import fs from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";

const queue = JSON.parse(await text(process.stdin));
const require = createRequire(`${fs.realpathSync(process.env.NPM_PACKAGE)}/package.json`);
const pacote = require("pacote");
const Npm = require("./lib/npm.js");

const npm = new Npm({ argv: [] });
await npm.load();

async function work() {
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { url, integrity, file } = next;
    // Two entries can have one content, and two processes one list.
    const part = `${file}.${process.pid}.${queue.length}`;
    // Nothing is kept in npm's cache: the file is the cache.
    try {
      await pacote.tarball.file(url, part, { ...npm.flatOptions, integrity, cache: null });
      fs.renameSync(part, file);
    } catch (error) {
      if (error.code !== "E404") throw error;
    }
  }
}

await Promise.all(Array.from({ length: 8 }, work));
process.exit(0);
