// Moving with the keyboard: the focus from card to card, and a card from column to column.
import type { Column } from "./columns";

const STEPS: Record<string, [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/** The id of the card that the key leads to; `null` if it leads nowhere. Empty columns are skipped. */
export function nextCard(columns: Column[], id: string, key: string): string | null {
  const step = STEPS[key];
  const place = placeOf(columns, id);
  if (!step || !place) return null;
  const [across, down] = step;
  const column = across ? nextFilled(columns, place.column, across) : columns[place.column];
  if (!column) return null;
  const row = clamp(place.row + down, column.tasks.length);
  return column.tasks[row]?.id ?? null;
}

function placeOf(columns: Column[], id: string) {
  for (const [column, { tasks }] of columns.entries()) {
    const row = tasks.findIndex((task) => task.id === id);
    if (row >= 0) return { column, row };
  }
  return null;
}

function nextFilled(columns: Column[], from: number, step: number): Column | undefined {
  let next = from + step;
  while (columns[next]?.tasks.length === 0) next += step;
  return columns[next];
}

const clamp = (index: number, length: number) => Math.max(0, Math.min(index, length - 1));

/** A card on its way: with the pointer, or held by the keyboard. */
export interface Move {
  id: string;
  from: string;
  /** The column above which it is; `null` outside of the board. */
  to: string | null;
  by: "pointer" | "keyboard";
}

/** The status that the key leads a held card to: the next one, or the same at the edge. */
export function nextStatus(statuses: string[], status: string, key: string): string | null {
  const across = STEPS[key]?.[0];
  if (!across) return null;
  return statuses[clamp(statuses.indexOf(status) + across, statuses.length)] ?? null;
}
