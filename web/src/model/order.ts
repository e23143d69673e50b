// The order of tasks: what matters most first.
import type { Task } from "../api";

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** task-2 before task-10. */
export const byId = (one: { id: string }, other: { id: string }) =>
  natural.compare(one.id, other.id);

/** By priority as the server ranks them, those without one last; then by id. */
export function byPriority(priorities: string[]) {
  const rank = ({ priority }: Task) => {
    const index = priorities.indexOf(priority ?? "");
    return index < 0 ? priorities.length : index;
  };
  return (one: Task, other: Task) => rank(one) - rank(other) || byId(one, other);
}

/** What changed last comes first. The dates of task files sort as text. */
export function byRecency(one: Task, other: Task): number {
  const date = (task: Task) => task.updated_date ?? task.created_date ?? "";
  return date(other).localeCompare(date(one), "en") || byId(other, one);
}
