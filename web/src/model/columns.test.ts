import { expect, test } from "bun:test";
import { sampleBoard, sampleTask } from "../samples";
import { columnsOf } from "./columns";

const idsOf = (columns: ReturnType<typeof columnsOf>) =>
  columns.map(({ status, tasks }) => [status, tasks.map(({ id }) => id)]);

test("every status has a column, empty or not", () => {
  const board = sampleBoard(sampleTask("task-1", { status: "Done" }));
  expect(idsOf(columnsOf(board, board.tasks))).toEqual([
    ["To Do", []],
    ["In Progress", []],
    ["Done", ["task-1"]],
  ]);
});

test("the highest priority comes first, then the lowest number", () => {
  const board = sampleBoard(
    sampleTask("task-10", { priority: "low" }),
    sampleTask("task-9"),
    sampleTask("task-11", { priority: "high" }),
    sampleTask("task-2", { priority: "low" }),
  );
  expect(idsOf(columnsOf(board, board.tasks))[0]).toEqual([
    "To Do",
    ["task-11", "task-2", "task-10", "task-9"],
  ]);
});

test("of finished tasks the last changed comes first", () => {
  const done = (id: string, updated_date: string | null) =>
    sampleTask(id, { status: "Done", updated_date });
  const board = sampleBoard(
    done("task-1", "2026-11-03"),
    done("task-2", null),
    done("task-3", "2026-11-20 08:15"),
  );
  expect(idsOf(columnsOf(board, board.tasks))[2]).toEqual(["Done", ["task-3", "task-1", "task-2"]]);
});

test("a status knows how far along it is, if the project knows", () => {
  const board = { ...sampleBoard(), statuses: ["To Do", "In Progress", "Done", "Blocked"] };
  expect(columnsOf(board, []).map(({ progress }) => progress)).toEqual([0, 0.5, 1, 0]);
});

test("a project can have one status", () => {
  const board = { ...sampleBoard(), statuses: ["Done"] };
  expect(columnsOf(board, []).map(({ progress }) => progress)).toEqual([1]);
});
