// A task to read. Its status, priority and criteria are changed right here, the rest in the form.
import { type ReactNode, useMemo, useState } from "react";
import type { Change, Task } from "../api";
import { columnsOf, statusName } from "../model/columns";
import { dependents, taskOf } from "../model/links";
import { troubleOf } from "../store";
import { Button, IconButton } from "../ui/button";
import { Avatar, Label } from "../ui/chips";
import { ArchiveIcon, CloseIcon, EditIcon, StatusIcon } from "../ui/icons";
import { InlineMarkdown, Markdown } from "../ui/markdown";
import { useBoard, useStore } from "../use-board";
import { useQuickEdit } from "../use-quick-edit";
import { closeDialog, openTask, taskHref } from "../use-route";
import { useShortcuts } from "../use-shortcuts";
import { Choice } from "./fields";

interface TaskViewProps {
  task: Task;
  onEdit: () => void;
}

export function TaskView({ task, onEdit }: TaskViewProps) {
  useShortcuts(
    "dialog",
    useMemo(() => ({ e: onEdit }), [onEdit]),
  );
  return (
    <>
      <Bar task={task} onEdit={onEdit} />
      <div className="relative grid flex-1 content-start gap-x-8 gap-y-6 overflow-y-auto p-5 pt-2 sm:grid-cols-[1fr_15rem] sm:px-6">
        <h2 className="text-xl/7 font-semibold wrap-break-word sm:col-span-2">{task.title}</h2>
        <aside
          aria-label="Properties"
          className="grid grid-cols-2 content-start gap-4 sm:order-last sm:grid-cols-1"
        >
          <Properties task={task} />
        </aside>
        <div className="min-w-0 space-y-6 pb-4">
          <Section name="Description" text={task.description}>
            <p className="text-sm text-muted">No description.</p>
          </Section>
          <Criteria task={task} />
          <Section name="Implementation plan" text={task.plan} />
          <Section name="Implementation notes" text={task.notes} />
        </div>
      </div>
    </>
  );
}

function Bar({ task, onEdit }: TaskViewProps) {
  const [archiving, setArchiving] = useState(false);
  if (archiving) return <ConfirmArchive task={task} onCancel={() => setArchiving(false)} />;
  return (
    <div className="flex items-center gap-1 py-3 pr-3 pl-5 sm:pl-6">
      <p className="min-w-0 flex-1 truncate text-xs text-muted" title={task.path}>
        <span className="font-mono">{task.id}</span>
        <span className="max-sm:hidden"> · {task.path}</span>
      </p>
      <Button onClick={onEdit}>
        <EditIcon />
        Edit
      </Button>
      <IconButton label="Archive" onClick={() => setArchiving(true)}>
        <ArchiveIcon />
      </IconButton>
      <IconButton label="Close" onClick={closeDialog}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}

function ConfirmArchive({ task, onCancel }: { task: Task; onCancel: () => void }) {
  const store = useStore();
  const [error, setError] = useState<string | null>(null);
  const archive = () =>
    store.archive(task).then(closeDialog, (error) => setError(troubleOf(error)));
  return (
    <div className="flex flex-wrap items-center gap-2 bg-warn-soft py-3 pr-3 pl-5 text-sm sm:pl-6">
      <p role="alert" className="flex-1">
        {error ?? `Archive ${task.id}? Its file moves to the archive, and it leaves the board.`}
      </p>
      <Button look="danger" onClick={archive} autoFocus>
        Archive
      </Button>
      <Button onClick={onCancel}>Keep</Button>
    </div>
  );
}

function Section({ name, text, children }: { name: string; text: string; children?: ReactNode }) {
  if (!text.trim() && !children) return null;
  return (
    <section aria-label={name}>
      <h3 className="label mb-2">{name}</h3>
      {text.trim() ? <Markdown text={text} /> : children}
    </section>
  );
}

function Criteria({ task }: { task: Task }) {
  const edit = useQuickEdit();
  const criteria = task.acceptance_criteria;
  if (criteria.length === 0) return null;
  const toggle = (index: number) => {
    const change: Change = {
      acceptance_criteria: criteria.map(({ text, checked, ...one }) => ({
        text,
        checked: one.index === index ? !checked : checked,
      })),
    };
    void edit(task, change, "Save the criteria");
  };
  return (
    <section aria-label="Acceptance criteria">
      <h3 className="label mb-2">
        Acceptance criteria · {criteria.filter(({ checked }) => checked).length} of{" "}
        {criteria.length}
      </h3>
      <ul className="-mx-2">
        {criteria.map(({ index, text, checked }) => (
          <li key={index}>
            <label className="flex cursor-pointer gap-2.5 rounded-md px-2 py-1 hover:bg-column">
              <input
                type="checkbox"
                checked={checked}
                onChange={() => toggle(index)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span className={checked ? "text-muted" : ""}>
                <InlineMarkdown text={text} />
              </span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Properties({ task }: { task: Task }) {
  const board = useBoard();
  const edit = useQuickEdit();
  const statuses = [...new Set([...board.statuses, task.status])];
  const priorities = [...new Set(["", ...board.priorities, task.priority ?? ""])];
  return (
    <>
      <Choice
        label="Status"
        value={task.status}
        options={statuses.map((value) => ({ value, name: statusName(value) }))}
        onChange={(status) => void edit(task, { status }, `Move it to ${statusName(status)}`)}
      />
      <Choice
        label="Priority"
        value={task.priority ?? ""}
        options={priorities.map((value) => ({ value, name: value || "none" }))}
        onChange={(priority) => void edit(task, { priority: priority || null }, "Set the priority")}
      />
      {task.assignee.length > 0 && (
        <Property name="Assignee">
          {task.assignee.map((name) => (
            <span key={name} className="flex items-center gap-1.5">
              <Avatar name={name} />
              <span aria-hidden="true">{name}</span>
            </span>
          ))}
        </Property>
      )}
      {task.labels.length > 0 && (
        <Property name="Labels">
          {task.labels.map((label) => (
            <Label key={label} name={label} />
          ))}
        </Property>
      )}
      {task.milestone && <Property name="Milestone">{task.milestone}</Property>}
      <TaskLinks name="Depends on" ids={task.dependencies} />
      <TaskLinks name="Needed by" ids={dependents(board, task.id).map(({ id }) => id)} />
      {task.created_date && <Property name="Created">{task.created_date}</Property>}
      {task.updated_date && <Property name="Updated">{task.updated_date}</Property>}
    </>
  );
}

function Property({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="label mb-1">{name}</h3>
      <div className="flex flex-wrap gap-1.5 text-sm wrap-anywhere">{children}</div>
    </div>
  );
}

function TaskLinks({ name, ids }: { name: string; ids: string[] }) {
  const board = useBoard();
  if (ids.length === 0) return null;
  const progressOf = (status: string) =>
    columnsOf(board, []).find((column) => column.status === status)?.progress ?? 0;
  return (
    <Property name={name}>
      {ids.map((id) => {
        const task = taskOf(board, id);
        if (!task) return <span key={id}>{id}</span>;
        return (
          <a
            key={id}
            href={taskHref(task.id)}
            onClick={(event) => {
              event.preventDefault();
              openTask(task.id);
            }}
            className="flex w-full gap-1.5 rounded hover:text-accent"
          >
            <span className="pt-0.5">
              <StatusIcon progress={progressOf(task.status)} />
              <span className="sr-only">{statusName(task.status)}: </span>
            </span>
            <span className="min-w-0">
              <span className="font-mono text-xs text-muted">{id}</span> {task.title}
            </span>
          </a>
        );
      })}
    </Property>
  );
}
