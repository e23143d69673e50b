import { describe, expect, test } from "bun:test";
import { countMet, stepOf } from "./criteria";

const criteria = [
  { text: "one", checked: true },
  { text: "", checked: false },
  { text: "three", checked: false },
];

const texts = (line: number, key: string, altKey = false) => {
  const step = stepOf(criteria, line, { key, altKey });
  return step && [step.criteria.map(({ text }) => text).join(), step.focus];
};

describe("a key in a line of criteria", () => {
  test.each([
    [0, "Enter", false, ["one,,,three", 1]],
    [2, "Enter", false, ["one,,three,", 3]],
    [1, "Backspace", false, ["one,three", 0]],
    [0, "Backspace", false, null],
    [2, "ArrowUp", true, ["one,three,", 1]],
    [0, "ArrowUp", true, null],
    [2, "ArrowDown", true, null],
    [2, "ArrowUp", false, null],
    [0, "x", false, null],
  ])("line %d, %s, with Alt %p", (line, key, alt, result) => {
    expect(texts(line, key, alt)).toEqual(result as ReturnType<typeof texts>);
  });

  test("that removes the first line stays on the first", () => {
    const empty = [{ text: "", checked: false }];
    expect(stepOf(empty, 0, { key: "Backspace", altKey: false })).toEqual({
      criteria: [],
      focus: 0,
    });
  });
});

test("met criteria are counted", () => {
  expect(countMet(criteria)).toBe(1);
});
