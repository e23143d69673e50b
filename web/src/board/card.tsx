import type { MouseEvent } from "react";
import type { Board, Task } from "../api";
import { Avatar, Label, Priority, Progress } from "../ui/chips";
import { BlockedIcon } from "../ui/icons";
import { openTask, taskHref } from "../use-route";
import type { Moves } from "./use-moves";

interface CardProps {
  task: Task;
  /** The unfinished tasks that it waits for. */
  waitsFor: Task[];
  board: Board;
  moves: Moves;
}

export function Card({ task, waitsFor, board, moves }: CardProps) {
  const moving = moves.move?.id === task.id;
  const held = moving && moves.move?.by === "keyboard";
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openTask(task.id);
  };
  return (
    <li>
      <a
        href={taskHref(task.id)}
        onClick={onClick}
        aria-roledescription="task card"
        aria-describedby="card-keys"
        className={`group block rounded-lg border bg-card p-3 shadow-card transition-colors
          hover:border-field focus-visible:outline-offset-0
          ${held ? "border-accent shadow-raised" : "border-line"} ${moving && !held ? "opacity-40" : ""}`}
        {...moves.card(task)}
      >
        <span className="flex items-center gap-1.5 text-xs text-muted">
          <span className="font-mono">{task.id}</span>
          {waitsFor.length > 0 && <Blocked by={waitsFor} />}
          <span className="ml-auto">
            {task.priority && <Priority priority={task.priority} priorities={board.priorities} />}
          </span>
        </span>
        <span className="mt-1 block text-sm/5 font-medium wrap-break-word">{task.title}</span>
        <Details task={task} />
      </a>
    </li>
  );
}

function Blocked({ by }: { by: Task[] }) {
  const ids = by.map(({ id }) => id).join(", ");
  return (
    <span className="inline-flex items-center gap-1 text-warn" title={`Waits for ${ids}`}>
      <BlockedIcon />
      <span className="sr-only">waits for {ids}</span>
    </span>
  );
}

function Details({ task: { labels, assignee, acceptance_criteria: criteria } }: { task: Task }) {
  if (labels.length + assignee.length + criteria.length === 0) return null;
  return (
    <span className="mt-2.5 flex items-center gap-2">
      <span className="flex min-w-0 flex-wrap gap-1">
        {labels.map((label) => (
          <Label key={label} name={label} />
        ))}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-2 self-end">
        {criteria.length > 0 && <Progress criteria={criteria} />}
        {assignee.length > 0 && (
          <span className="flex -space-x-1.5">
            {assignee.map((name) => (
              <Avatar key={name} name={name} />
            ))}
          </span>
        )}
      </span>
    </span>
  );
}
