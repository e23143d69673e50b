import { describe, expect, test } from "bun:test";
import { sampleTask } from "../samples";
import { asksFor, search, toggle, valuesOf } from "./query";

const tasks = [
  sampleTask("task-1", { title: "Parse the lockfile", labels: ["parser"], assignee: ["@sara"] }),
  sampleTask("task-2", {
    description: "Written for Nix.",
    labels: ["nix", "needs review"],
    priority: "high",
    milestone: "First release",
  }),
  sampleTask("task-3", {
    labels: ["nix", "parser"],
    assignee: ["Ana Lind"],
    status: "Done",
    acceptance_criteria: [{ text: "Handles fix: prefixes", checked: false }],
  }),
];

const found = (text: string) => search(tasks, text).map(({ id }) => id.slice(5));

describe("search", () => {
  test.each([
    ["", ["1", "2", "3"]],
    ["  ", ["1", "2", "3"]],
    ["LOCKFILE", ["1"]],
    ["task-2", ["2"]],
    ["written nix", ["2"]],
    ["nix", ["2", "3"]],
    ['"for nix"', ["2"]],
    ["-nix", ["1"]],
    ["label:nix", ["2", "3"]],
    ["label:nix label:parser", ["1", "2", "3"]],
    ["label:nix assignee:sara", []],
    ["label:nix -label:parser", ["2"]],
    ['label:"needs review"', ["2"]],
    ["assignee:@sara", ["1"]],
    ["assignee:SARA", ["1"]],
    ['assignee:"ana lind"', ["3"]],
    ["priority:none", ["1", "3"]],
    ["status:done", ["3"]],
    ["milestone:none", ["1", "3"]],
    ["fix: prefixes", ["3"]],
    ["-", ["1", "2", "3"]],
    ["label:", ["1", "2", "3"]],
    ['-label:"', ["1", "2", "3"]],
    ['milestone:"first rel', []],
    ['"written for', ["2"]],
    ["constructor:x", []],
  ])("%s", (text, ids) => {
    expect(found(text)).toEqual(ids);
  });
});

describe("toggle", () => {
  test.each([
    ["", "label:nix"],
    ["lock", "lock label:nix"],
    ["lock label:nix -label:web", "lock -label:web"],
    ['label:NIX label:"needs review"', 'label:"needs review"'],
  ])("of the label nix in: %s", (text, toggled) => {
    expect(toggle(text, "label", "nix")).toBe(toggled);
  });

  test("quotes a value with spaces, and finds it again", () => {
    const asked = toggle("", "milestone", "First release");
    expect(asked).toBe('milestone:"First release"');
    expect(asksFor(asked, "milestone", "First release")).toBe(true);
    expect(toggle(asked, "milestone", "First release")).toBe("");
  });

  test("an excluded value is not asked for", () => {
    expect(asksFor("-label:nix", "label", "nix")).toBe(false);
  });
});

test("the values of a field are listed once, in order", () => {
  expect(valuesOf(tasks, "label")).toEqual(["needs review", "nix", "parser"]);
  expect(valuesOf(tasks, "milestone")).toEqual(["First release"]);
});
