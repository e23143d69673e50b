import { describe, expect, test } from "bun:test";
import { Conflict, httpApi, Refused, Unreachable } from "./api";
import { sampleBoard, sampleTask } from "./samples";

/** An API over a server that gives one answer, and what it was asked. */
function answering(body: unknown, init?: ResponseInit) {
  const asked: { path: string; init: RequestInit }[] = [];
  const api = httpApi(async (path, request) => {
    asked.push({ path, init: request });
    return body === null ? new Response(null, init) : Response.json(body, init);
  });
  return { api, asked };
}

describe("the board", () => {
  test("comes with its ETag, which the next request names", async () => {
    const { api, asked } = answering(sampleBoard(), { headers: { ETag: '"1"' } });
    expect(await api.board(null)).toEqual({ board: sampleBoard(), etag: '"1"' });
    await api.board('"1"');
    expect(asked.map(({ init }) => init.headers)).toEqual([{}, { "If-None-Match": '"1"' }]);
  });

  test("is null when it has not changed", async () => {
    expect(await answering(null, { status: 304 }).api.board('"1"')).toBeNull();
  });
});

test("an edit names the version that it was made from", async () => {
  const task = sampleTask("a/b");
  const { api, asked } = answering(task);
  expect(await api.edit("a/b", "r1", { title: "New" })).toEqual(task);
  expect(asked[0]?.path).toBe("/api/tasks/a%2Fb");
  expect(asked[0]?.init.method).toBe("PATCH");
  expect(asked[0]?.init.body).toBe('{"revision":"r1","title":"New"}');
});

test("archiving needs no answer", async () => {
  const { api, asked } = answering(null, { status: 204 });
  expect(await api.archive("task-1", "r1")).toBeUndefined();
  expect(asked[0]?.path).toBe("/api/tasks/task-1/archive");
});

describe("a refusal", () => {
  test("says what the server says", async () => {
    const { api } = answering({ error: "a task needs a title" }, { status: 422 });
    await expect(api.create({ title: "" })).rejects.toEqual(
      new Refused("a task needs a title", 422),
    );
  });

  test("that says nothing is told by its number", async () => {
    const { api } = answering(null, { status: 500 });
    await expect(api.board(null)).rejects.toEqual(new Refused("The server answered 500.", 500));
  });

  test("over a changed file brings the current version", async () => {
    const current = sampleTask("task-1", { revision: "r2" });
    const { api } = answering({ error: "changed", current }, { status: 409 });
    const error = await api.edit("task-1", "r1", {}).catch((error) => error);
    expect(error).toBeInstanceOf(Conflict);
    expect(error.current).toEqual(current);
  });
});

test("a server that does not answer is told from one that refuses", async () => {
  const api = httpApi(() => Promise.reject(new TypeError("Failed to fetch")));
  await expect(api.board(null)).rejects.toBeInstanceOf(Unreachable);
});
