// A project in a folder of its own, with the real `backlog browser` over it.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { needed } from "./needed";

const BACKLOG = needed("BACKLOG");

/** What a task file starts with, but for its id; each value is written as it is. */
type FrontMatter = Record<string, string>;

export class Project implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    readonly url: string,
    private readonly server: Subprocess,
  ) {}

  /** Writes the tasks, each a file `task-N`, and starts the server. */
  static async start(...tasks: { front: FrontMatter; body?: string }[]): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "backlog-board-"));
    await run(folder, "init", "Sample");
    for (const [index, { front, body }] of tasks.entries()) {
      await writeTask(folder, `task-${index + 1}`, front, body);
    }
    const server = Bun.spawn([BACKLOG, "browser", "--no-open", "--port", "0"], {
      cwd: folder,
      stdout: "pipe",
      stderr: "inherit",
    });
    return new Project(folder, await addressIn(server.stdout), server);
  }

  /** The text of a task's file. */
  async read(id: string): Promise<string> {
    return Bun.file(join(this.tasks, await this.fileOf(id))).text();
  }

  /** Changes a task's file, as another program would. */
  async change(id: string, from: string, to: string): Promise<void> {
    const text = await this.read(id);
    if (!text.includes(from)) throw new Error(`${id} does not contain ${from}:\n${text}`);
    await Bun.write(join(this.tasks, await this.fileOf(id)), text.replace(from, to));
  }

  async files(folder: string): Promise<string[]> {
    return (await readdir(join(this.folder, "backlog", folder)).catch(() => [])).toSorted();
  }

  async write(name: string, text: string): Promise<void> {
    await Bun.write(join(this.tasks, name), text);
  }

  async stop(): Promise<void> {
    this.server.kill();
    await this.server.exited;
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }

  private get tasks() {
    return join(this.folder, "backlog", "tasks");
  }

  private async fileOf(id: string): Promise<string> {
    const file = (await this.files("tasks")).find((name) =>
      name.startsWith(`${id.toLowerCase()} - `),
    );
    if (!file) throw new Error(`${id} has no file`);
    return file;
  }
}

async function run(folder: string, ...args: string[]) {
  const { exitCode, stderr } = Bun.spawnSync([BACKLOG, ...args], { cwd: folder });
  if (exitCode !== 0) throw new Error(`backlog ${args.join(" ")} failed:\n${stderr}`);
}

async function writeTask(folder: string, id: string, front: FrontMatter, body = "") {
  const lines = Object.entries({ id, status: "To Do", ...front }).map(([k, v]) => `${k}: ${v}`);
  const text = `---\n${lines.join("\n")}\n---\n\n${body}`;
  await Bun.write(join(folder, "backlog", "tasks", `${id} - Sample.md`), text);
}

/** The server prints where it listens. */
async function addressIn(output: ReadableStream<Uint8Array>): Promise<string> {
  let printed = "";
  const decoder = new TextDecoder();
  for await (const bytes of output) {
    printed += decoder.decode(bytes, { stream: true });
    const [address] = printed.match(/http:\/\/\S+(?=\s)/) ?? [];
    if (address) return address;
  }
  throw new Error(`backlog browser ended without an address:\n${printed}`);
}
