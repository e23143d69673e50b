import { describe, expect, test } from "bun:test";
import { type Api, type Change, Conflict, Refused, type Task, Unreachable } from "./api";
import { sampleBoard, sampleTask } from "./samples";
import { BoardStore } from "./store";

const task = sampleTask("task-1", { revision: "r1" });

/** A server of one task, whose answers wait until they are let go. */
class Server implements Api {
  tasks = [task];
  edits: { revision: string; change: Change }[] = [];
  /** What the next requests are refused with. */
  refusals: Error[] = [];
  gate: Promise<void> = Promise.resolve();

  async board(etag: string | null) {
    const now = JSON.stringify(this.tasks);
    await this.#answer();
    return etag === now ? null : { board: sampleBoard(...JSON.parse(now)), etag: now };
  }

  async create({ title }: { title: string }) {
    await this.#answer();
    const created = sampleTask("task-2", { title });
    this.tasks = [...this.tasks, created];
    return created;
  }

  async edit(id: string, revision: string, change: Change): Promise<Task> {
    this.edits.push({ revision, change });
    await this.#answer();
    const { acceptance_criteria: _, ...fields } = change;
    const [edited = task] = this.tasks.map((one) => ({ ...one, ...fields, revision: "r9" }));
    this.tasks = this.tasks.map((one) => (one.id === id ? edited : one));
    return edited;
  }

  async archive(id: string) {
    await this.#answer();
    this.tasks = this.tasks.filter((one) => one.id !== id);
  }

  /** Holds all answers back until the returned function is called. */
  hold() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gate = promise;
    return resolve;
  }

  async #answer() {
    await this.gate;
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }
}

async function loaded() {
  const server = new Server();
  const store = new BoardStore(server);
  await store.refresh();
  const shown = () => store.snapshot().board?.tasks ?? [];
  return { server, store, shown };
}

describe("the board", () => {
  test("is what the server has", async () => {
    const { store } = await loaded();
    expect(store.snapshot()).toEqual({ board: sampleBoard(task), trouble: null });
  });

  test("stays when the server does not answer, and says so until it does", async () => {
    const { server, store, shown } = await loaded();
    server.refusals = [new Unreachable("no")];
    await store.refresh();
    expect(store.snapshot().trouble).toContain("does not answer");
    expect(shown()).toEqual([task]);
    await store.refresh();
    expect(store.snapshot().trouble).toBeNull();
  });

  test("gains a created task, and loses an archived one", async () => {
    const { store, shown } = await loaded();
    await store.create({ title: "New" });
    expect(shown().map(({ id }) => id)).toEqual(["task-1", "task-2"]);
    await store.archive(task);
    expect(shown().map(({ id }) => id)).toEqual(["task-2"]);
  });

  test("tells its listeners until they leave", async () => {
    const { store } = await loaded();
    let told = 0;
    const leave = store.subscribe(() => {
      told += 1;
    });
    await store.refresh();
    leave();
    await store.refresh();
    expect(told).toBe(1);
  });
});

describe("an edit", () => {
  test("shows at once, before the server answers", async () => {
    const { server, store, shown } = await loaded();
    const release = server.hold();
    const edited = store.edit(task, { status: "Done" });
    expect(shown()[0]).toMatchObject({ status: "Done", revision: "r1" });
    release();
    await edited;
    expect(shown()[0]).toEqual({ ...task, status: "Done", revision: "r9" });
  });

  test("that is refused is taken back", async () => {
    const { server, store, shown } = await loaded();
    server.refusals = [new Refused("no such status", 422)];
    await expect(store.edit(task, { status: "Nowhere" })).rejects.toThrow("no such status");
    await Bun.sleep(0);
    expect(shown()).toEqual([task]);
  });

  test("is not undone by an older board that arrives late", async () => {
    const { server, store, shown } = await loaded();
    const release = server.hold();
    const refreshed = store.refresh();
    server.gate = Promise.resolve();
    await store.edit(task, { status: "Done" });
    release();
    await refreshed;
    expect(shown()[0]?.status).toBe("Done");
  });

  test("of two at once, each stays until its own answer", async () => {
    const { server, store, shown } = await loaded();
    const release = server.hold();
    const first = store.edit(task, { status: "Done" });
    server.gate = Promise.resolve();
    await store.edit(task, { priority: "high" });
    expect(shown()[0]).toMatchObject({ status: "Done", priority: "high" });
    release();
    await first;
    expect(shown()[0]).toMatchObject({ status: "Done", priority: "high" });
  });

  test("is sent again when the file changed in other fields", async () => {
    const { server, store } = await loaded();
    const current = { ...task, title: "Theirs", revision: "r2" };
    server.refusals = [new Conflict("changed", current)];
    await store.edit(task, { status: "Done" });
    expect(server.edits).toEqual([
      { revision: "r1", change: { status: "Done" } },
      { revision: "r2", change: { status: "Done" } },
    ]);
  });

  test("of what the file changed too shows that version, and fails", async () => {
    const { server, store, shown } = await loaded();
    const current = { ...task, status: "In Progress", revision: "r2" };
    server.refusals = [new Conflict("changed", current)];
    const error = await store.edit(task, { status: "Done" }).catch((error) => error);
    expect(error).toBeInstanceOf(Conflict);
    expect(shown()).toEqual([current]);
    expect(server.edits).toHaveLength(1);
  });
});
