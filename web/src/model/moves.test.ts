import { describe, expect, test } from "bun:test";
import { sampleTask } from "../samples";
import type { Column } from "./columns";
import { nextCard, nextStatus } from "./moves";

const column = (status: string, ...ids: string[]): Column => ({
  status,
  tasks: ids.map((id) => sampleTask(id)),
  progress: 0,
});

const columns = [column("A", "1", "2", "3"), column("B"), column("C", "4"), column("D")];

describe("the focus", () => {
  test.each([
    ["1", "ArrowDown", "2"],
    ["3", "ArrowDown", "3"],
    ["1", "ArrowUp", "1"],
    ["2", "Home", "1"],
    ["1", "End", "3"],
    ["3", "ArrowRight", "4"],
    ["4", "ArrowLeft", "1"],
    ["4", "ArrowRight", null],
    ["1", "x", null],
    ["gone", "ArrowDown", null],
  ])("from %s with %s goes to %s", (id, key, next) => {
    expect(nextCard(columns, id, key)).toBe(next);
  });
});

describe("a held card", () => {
  test.each([
    ["A", "ArrowRight", "B"],
    ["B", "ArrowLeft", "A"],
    ["A", "ArrowLeft", "A"],
    ["C", "ArrowRight", "C"],
    ["A", "ArrowDown", null],
  ])("above %s with %s goes to %s", (status, key, next) => {
    expect(nextStatus(["A", "B", "C"], status, key)).toBe(next);
  });
});
