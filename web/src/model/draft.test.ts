import { describe, expect, test } from "bun:test";
import { sampleTask } from "../samples";
import {
  changeOf,
  collides,
  type Draft,
  draftOf,
  emptyFields,
  fieldsOf,
  isDirty,
  rebase,
  settle,
} from "./draft";

const task = sampleTask("task-1", {
  title: "Before",
  labels: ["nix"],
  acceptance_criteria: [{ text: "It works", checked: false }],
});
const base = fieldsOf(task);

const edit = (change: Partial<Draft["edited"]>): Draft => ({
  ...draftOf(base),
  edited: { ...base, ...change },
});

describe("what is sent", () => {
  test("is the changed fields alone", () => {
    expect(changeOf(base, { ...base, title: "After", labels: [] })).toEqual({
      title: "After",
      labels: [],
    });
  });

  test("has no space around a title, and no empty criteria", () => {
    const edited = {
      ...base,
      title: " Before ",
      acceptance_criteria: [...base.acceptance_criteria, { text: " ", checked: true }],
    };
    expect(changeOf(base, edited)).toEqual({});
    expect(isDirty({ base, edited, conflicts: [] })).toBe(false);
  });

  test("has the criteria without their numbers", () => {
    const checked = [{ text: "It works", checked: true }];
    expect(changeOf(base, { ...base, acceptance_criteria: checked })).toEqual({
      acceptance_criteria: checked,
    });
  });

  test("takes an emptied milestone away", () => {
    const before = { ...emptyFields("To Do"), milestone: "First" };
    expect(changeOf(before, { ...before, milestone: " " })).toEqual({ milestone: null });
  });
});

describe("a file that changes meanwhile", () => {
  test("in another field is taken in", () => {
    const current = { ...base, description: "Theirs" };
    const { edited, conflicts } = rebase(edit({ title: "Mine" }), current);
    expect(edited).toEqual({ ...base, title: "Mine", description: "Theirs" });
    expect(conflicts).toEqual([]);
  });

  test("in the same field leaves the user's text, and is told", () => {
    const current = { ...base, title: "Theirs" };
    const draft = rebase(edit({ title: "Mine" }), current);
    expect(draft).toEqual({
      base: current,
      edited: { ...base, title: "Mine" },
      conflicts: ["title"],
    });
    expect(changeOf(draft.base, draft.edited)).toEqual({ title: "Mine" });
  });

  test("to what the user wrote is no conflict", () => {
    const draft = rebase(edit({ title: "Same" }), { ...base, title: "Same" });
    expect(draft.conflicts).toEqual([]);
    expect(isDirty(draft)).toBe(false);
  });

  test("twice keeps the conflict of the first time", () => {
    const first = rebase(edit({ title: "Mine" }), { ...base, title: "Theirs" });
    const second = rebase(first, { ...first.base, notes: "More" });
    expect(second.conflicts).toEqual(["title"]);
    expect(second.edited.notes).toBe("More");
  });
});

describe("a conflict", () => {
  const draft = rebase(edit({ title: "Mine" }), { ...base, title: "Theirs" });

  test("is settled for the user's text", () => {
    const settled = settle(draft, "title", "mine");
    expect([settled.edited.title, settled.conflicts]).toEqual(["Mine", []]);
  });

  test("is settled for the file's", () => {
    const settled = settle(draft, "title", "theirs");
    expect([settled.edited.title, settled.conflicts]).toEqual(["Theirs", []]);
    expect(isDirty(settled)).toBe(false);
  });
});

test("a change collides only with changes of its own fields", () => {
  const current = { ...task, status: "Done", revision: "2" };
  expect(collides(task, current, { status: "In Progress" })).toBe(true);
  expect(collides(task, current, { labels: [] })).toBe(false);
});
