import { expect, test } from "bun:test";
import { nextTheme, readTheme } from "./theme";

test("the button goes through all themes and back", () => {
  expect(nextTheme(nextTheme(nextTheme("system")))).toBe("system");
});

test("what is stored by mistake counts as no choice", () => {
  expect([readTheme("dark"), readTheme("blue"), readTheme(null)]).toEqual([
    "dark",
    "system",
    "system",
  ]);
});
