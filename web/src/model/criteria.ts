// Editing a list of acceptance criteria: each step gives the new list and the line to go on with.
import type { Criterion } from "../api";

export interface Step {
  criteria: Criterion[];
  /** Counted from 0. */
  focus: number;
}

const EMPTY: Criterion = { text: "", checked: false };

export const insertAt = (criteria: Criterion[], line: number): Step => ({
  criteria: criteria.toSpliced(line, 0, EMPTY),
  focus: line,
});

export const removeAt = (criteria: Criterion[], line: number): Step => ({
  criteria: criteria.toSpliced(line, 1),
  focus: Math.max(line - 1, 0),
});

/** `null` at the end of the list. */
export function swap(criteria: Criterion[], line: number, other: number): Step | null {
  const [one, two] = [criteria[line], criteria[other]];
  if (!one || !two) return null;
  return { criteria: criteria.with(line, two).with(other, one), focus: other };
}

/** What a key does in a line; `null` if it is for the text alone. */
export function stepOf(
  criteria: Criterion[],
  line: number,
  { key, altKey }: { key: string; altKey: boolean },
): Step | null {
  if (key === "Enter") return insertAt(criteria, line + 1);
  if (key === "Backspace" && criteria[line]?.text === "") return removeAt(criteria, line);
  if (altKey && key === "ArrowUp") return swap(criteria, line, line - 1);
  if (altKey && key === "ArrowDown") return swap(criteria, line, line + 1);
  return null;
}

export const countMet = (criteria: Criterion[]) => criteria.filter(({ checked }) => checked).length;
