import { expect, test } from "bun:test";
import { hueOf, initialsOf } from "./hue";

test("a name has one hue, whatever its case", () => {
  expect(hueOf("Nix")).toBe(hueOf("nix"));
  expect(hueOf("nix")).not.toBe(hueOf("web"));
});

test("a hue is a degree of the color wheel", () => {
  for (const name of ["", "a", "Ω", "a label that is long"]) {
    expect(hueOf(name)).toBeWithin(0, 360);
  }
});

test.each([
  ["@sara", "S"],
  ["Ana Lind", "AL"],
  ["ana.maria.lind@example.org", "AL"],
  ["😀 x", "😀X"],
  ["", ""],
])("the initials of %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
