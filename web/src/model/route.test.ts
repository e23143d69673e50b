import { expect, test } from "bun:test";
import { formatRoute, parseRoute } from "./route";

test.each([
  { task: null, create: null, query: "" },
  { task: "task-1", create: null, query: 'label:"a & b" #50%' },
  { task: null, create: "In Progress", query: "" },
  { task: null, create: "", query: "" },
])("an address is read as it was written: %j", (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("an address without anything is the board", () => {
  expect(parseRoute("")).toEqual({ task: null, create: null, query: "" });
});
