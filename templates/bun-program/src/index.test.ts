import { expect, test } from "bun:test";
import { greeting } from "./index.ts";

test("a number is greeted as one", () => {
  expect(greeting("5")).toBe("hello, number 5");
  expect(greeting("you")).toBe("hello, you");
});
