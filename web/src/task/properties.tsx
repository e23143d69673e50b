// What is known of a task besides its text. Status and priority are changed right here.
import type { ReactNode } from "react";
import type { Board, Task } from "../api";
import { progressOf, statusName } from "../model/columns";
import { dependents, taskOf } from "../model/links";
import { Avatar, Label } from "../ui/chips";
import { StatusIcon } from "../ui/icons";
import { useBoard } from "../use-board";
import { useQuickEdit } from "../use-quick-edit";
import { openTask, taskHref } from "../use-route";
import { PriorityChoice, StatusChoice } from "./fields";

export function Properties({ task }: { task: Task }) {
  const board = useBoard();
  const edit = useQuickEdit();
  const { assignee, labels, milestone, created_date: created, updated_date: updated } = task;
  return (
    <>
      <StatusChoice
        board={board}
        value={task.status}
        onChange={(status) => void edit(task, { status }, `Move it to ${statusName(status)}`)}
      />
      <PriorityChoice
        board={board}
        value={task.priority}
        onChange={(priority) => void edit(task, { priority }, "Set the priority")}
      />
      <Property name="Assignee">
        {assignee.map((name) => (
          <Person key={name} name={name} />
        ))}
      </Property>
      <Property name="Labels">
        {labels.map((label) => (
          <Label key={label} name={label} />
        ))}
      </Property>
      <Property name="Milestone">{milestone}</Property>
      <TaskLinks name="Depends on" ids={task.dependencies} board={board} />
      <TaskLinks
        name="Needed by"
        ids={dependents(board, task.id).map(({ id }) => id)}
        board={board}
      />
      <Property name="Created">{created}</Property>
      <Property name="Updated">{updated}</Property>
    </>
  );
}

/** Nothing for a property that the task does not have. */
function Property({ name, children }: { name: string; children: ReactNode }) {
  if (!children || (Array.isArray(children) && children.length === 0)) return null;
  return (
    <div className="min-w-0">
      <h3 className="label mb-1">{name}</h3>
      <div className="flex flex-wrap gap-1.5 text-sm wrap-anywhere">{children}</div>
    </div>
  );
}

function Person({ name }: { name: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Avatar name={name} />
      <span aria-hidden="true">{name}</span>
    </span>
  );
}

function TaskLinks({ name, ids, board }: { name: string; ids: string[]; board: Board }) {
  return (
    <Property name={name}>
      {ids.map((id) => {
        const task = taskOf(board, id);
        return task ? <TaskLink key={id} task={task} board={board} /> : <span key={id}>{id}</span>;
      })}
    </Property>
  );
}

function TaskLink({ task, board }: { task: Task; board: Board }) {
  return (
    <a
      href={taskHref(task.id)}
      onClick={(event) => {
        event.preventDefault();
        openTask(task.id);
      }}
      className="flex w-full gap-1.5 rounded hover:text-accent"
    >
      <span className="pt-0.5">
        <StatusIcon progress={progressOf(board, task.status)} />
        <span className="sr-only">{statusName(task.status)}: </span>
      </span>
      <span className="min-w-0">
        <span className="font-mono text-xs text-muted">{task.id}</span> {task.title}
      </span>
    </a>
  );
}
