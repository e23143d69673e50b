// The board's columns: one a status, each with its tasks in order.
import type { Board, Task } from "../api";
import { byPriority, byRecency } from "./order";

export interface Column {
  status: string;
  tasks: Task[];
  /** How far along the status is: 0 the first, 1 that of finished tasks. */
  progress: number;
}

export function columnsOf(board: Board, shown: Task[]): Column[] {
  const byStatus = Map.groupBy(shown, (task) => task.status);
  return board.statuses.map((status) => ({
    status,
    tasks: (byStatus.get(status) ?? []).toSorted(
      status === board.done_status ? byRecency : byPriority(board.priorities),
    ),
    progress: progressOf(board, status),
  }));
}

/** Nobody knows how far along a status is that the project does not have. */
export function progressOf({ statuses, done_status }: Board, status: string): number {
  if (status === done_status) return 1;
  const [index, last] = [statuses.indexOf(status), statuses.indexOf(done_status)];
  return index > last ? 0 : index / last;
}

/** The column's name: a task's file may have an empty status. */
export const statusName = (status: string) => status || "No status";
