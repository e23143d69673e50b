import { expect, test } from "bun:test";
import { sampleBoard, sampleTask } from "../samples";
import { blockers, dependents } from "./links";

const board = sampleBoard(
  sampleTask("task-1", { status: "Done" }),
  sampleTask("TASK-2", { dependencies: ["task-1"] }),
  sampleTask("task-3", { dependencies: ["task-1", "task-2", "task-99"] }),
  sampleTask("task-4", { dependencies: ["task-2"], status: "Done" }),
);

const waitsFor = (id: string) =>
  blockers(board)
    .get(id)
    ?.map((task) => task.id);

test("a task waits for the unfinished tasks that it depends on", () => {
  expect(waitsFor("task-3")).toEqual(["TASK-2"]);
});

test("a task whose dependencies are finished waits for nothing", () => {
  expect(waitsFor("TASK-2")).toEqual([]);
});

test("a finished task waits for nothing", () => {
  expect(waitsFor("task-4")).toBeUndefined();
});

test("a task knows what depends on it", () => {
  expect(dependents(board, "task-2").map(({ id }) => id)).toEqual(["task-3", "task-4"]);
});
