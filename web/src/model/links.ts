// Which task waits for which.
import type { Board, Task } from "../api";
import { doneStatus } from "./columns";

/** For each task, by id: the unfinished tasks that it depends on. */
export function blockers(board: Board): Map<string, Task[]> {
  const done = doneStatus(board);
  const open = new Map(
    board.tasks.filter((task) => task.status !== done).map((task) => [task.id, task]),
  );
  const of = (task: Task) => task.dependencies.flatMap((id) => open.get(id) ?? []);
  return new Map(board.tasks.map((task) => [task.id, task.status === done ? [] : of(task)]));
}

/** The tasks that depend on this one. */
export const dependents = (board: Board, id: string): Task[] =>
  board.tasks.filter((task) => task.dependencies.includes(id));
