// Fetches what standard input lists as [{ url, integrity, file }], with the fetcher and
// the settings of the npm package in the folder NPM_PACKAGE. What the registry does not
// have any more is left out.
import fs from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const queue = JSON.parse(await text(process.stdin));
const require = createRequire(`${fs.realpathSync(process.env.NPM_PACKAGE)}/package.json`);
const pacote = require("pacote");
const ssri = require("ssri");
const Npm = require("./lib/npm.js");

const npm = new Npm({ argv: [] });
await npm.load();

// Nothing is kept in npm's cache: the file is the cache.
const options = { ...npm.flatOptions, cache: null };

// npm's fetcher checks only an answer of status 200: the empty body of a 304, which a
// registry behind a cache may give, passes for a tarball.
async function tarball(url, integrity) {
  const bytes = await pacote.tarball(url, { ...options, integrity });
  ssri.checkData(bytes, integrity, { error: true });
  return bytes;
}

async function persistently(fetch) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetch();
    } catch (error) {
      if (error.code === "E404" || attempt === 4) throw error;
      await sleep(attempt * 1000);
    }
  }
}

async function work() {
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { url, integrity, file } = next;
    // Two entries can have one content, and two processes one list.
    const part = `${file}.${process.pid}.${queue.length}`;
    try {
      fs.writeFileSync(part, await persistently(() => tarball(url, integrity)));
      fs.renameSync(part, file);
    } catch (error) {
      if (error.code !== "E404") throw error;
    }
  }
}

await Promise.all(Array.from({ length: 8 }, work));
process.exit(0);
