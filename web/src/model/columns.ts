// The board's columns: one a status, each with its tasks in order.
import type { Board, Task } from "../api";
import { byPriority, byRecency } from "./order";

export interface Column {
  status: string;
  tasks: Task[];
  /** How far along the status is: 0 the first, 1 the last. */
  progress: number;
}

/** Tasks with a status that the project does not know get a column of their own at the end. */
export function columnsOf(board: Board, shown: Task[]): Column[] {
  const byStatus = Map.groupBy(shown, (task) => task.status);
  const unknown = board.tasks
    .map((task) => task.status)
    .filter((status) => !board.statuses.includes(status));
  const last = board.statuses.length - 1;
  return [...new Set([...board.statuses, ...unknown])].map((status, index) => ({
    status,
    tasks: (byStatus.get(status) ?? []).toSorted(
      index === last ? byRecency : byPriority(board.priorities),
    ),
    progress: index > last ? 0 : index / Math.max(last, 1),
  }));
}

/** The status of tasks that are finished: the project's last. */
export const doneStatus = (board: Board) => board.statuses.at(-1);

/** The column's name: a task's file may have no status. */
export const statusName = (status: string) => status || "No status";
