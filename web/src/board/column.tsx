import { useId, useState } from "react";
import type { Board, Task } from "../api";
import { type Column, statusName } from "../model/columns";
import { Button, IconButton } from "../ui/button";
import { PlusIcon, StatusIcon } from "../ui/icons";
import { openNewTask } from "../use-route";
import { Card } from "./card";
import type { Moves } from "./use-moves";

/** So many cards are shown at first, and more on request: a Done column only grows. */
const PAGE = 60;

interface ColumnProps {
  column: Column;
  board: Board;
  blockers: Map<string, Task[]>;
  moves: Moves;
  /** Whether a search hides tasks. */
  searched: boolean;
}

export function ColumnView({ column, board, blockers, moves, searched }: ColumnProps) {
  const { status, tasks, progress } = column;
  const heading = useId();
  const [pages, setPages] = useState(1);
  const shown = tasks.slice(0, pages * PAGE);
  const { move } = moves;
  const target = move !== null && move.to === status && move.from !== status;
  return (
    <section
      aria-labelledby={heading}
      className={`flex w-[calc(100vw-2.5rem)] max-w-sm shrink-0 snap-center flex-col rounded-xl bg-column
        transition-shadow sm:w-auto sm:max-w-xl sm:grow sm:basis-72 sm:snap-align-none
        ${target ? "ring-2 ring-accent ring-inset" : ""}`}
      {...moves.column(status)}
    >
      <header className="flex items-center gap-2 py-1.5 pr-1.5 pl-3">
        <StatusIcon progress={progress} />
        <h2 id={heading} className="truncate text-sm font-semibold">
          {statusName(status)}
        </h2>
        <Count count={tasks.length} />
        <IconButton
          label={`New task in ${statusName(status)}`}
          className="ml-auto size-8"
          onClick={() => openNewTask(status)}
        >
          <PlusIcon />
        </IconButton>
      </header>
      <ul className="relative flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-2 pt-0.5 pb-3">
        {target && <Placeholder task={board.tasks.find(({ id }) => id === move.id)} />}
        {tasks.length === 0 && !target && <Empty searched={searched} />}
        {shown.map((task) => (
          <Card
            key={task.id}
            task={task}
            waitsFor={blockers.get(task.id) ?? []}
            board={board}
            moves={moves}
          />
        ))}
        {shown.length < tasks.length && (
          <li>
            <Button look="quiet" className="w-full" onClick={() => setPages(pages + 1)}>
              Show {Math.min(PAGE, tasks.length - shown.length)} more of{" "}
              {tasks.length - shown.length}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

function Count({ count }: { count: number }) {
  return (
    <span className="text-xs text-muted tabular-nums">
      {count}
      <span className="sr-only">{count === 1 ? " task" : " tasks"}</span>
    </span>
  );
}

/** Where the card that is over the column will go. */
function Placeholder({ task }: { task: Task | undefined }) {
  return (
    <li
      aria-hidden="true"
      className="shrink-0 truncate rounded-lg border-2 border-dashed border-accent/60 bg-accent-soft p-3 text-sm text-accent"
    >
      {task?.title}
    </li>
  );
}

function Empty({ searched }: { searched: boolean }) {
  return (
    <li className="rounded-lg border border-dashed border-line px-3 py-6 text-center text-sm text-muted">
      {searched ? "No match here" : "Nothing here"}
    </li>
  );
}
