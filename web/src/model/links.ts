// Which task waits for which. Files may write the same id in upper and in lower case.
import type { Board, Task } from "../api";

const key = (id: string) => id.toLowerCase();

export const taskOf = (board: Board, id: string): Task | undefined =>
  board.tasks.find((task) => key(task.id) === key(id));

/** For each task, by id: the unfinished tasks that it depends on. */
export function blockers(board: Board): Map<string, Task[]> {
  const unfinished = board.tasks.filter(({ status }) => status !== board.done_status);
  const byKey = new Map(unfinished.map((task) => [key(task.id), task]));
  const waitsFor = ({ dependencies }: Task) =>
    dependencies.flatMap((id) => byKey.get(key(id)) ?? []);
  return new Map(unfinished.map((task) => [task.id, waitsFor(task)]));
}

/** The tasks that depend on this one. */
export const dependents = (board: Board, id: string): Task[] =>
  board.tasks.filter(({ dependencies }) => dependencies.map(key).includes(key(id)));
