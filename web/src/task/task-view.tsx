// A task to read. Its criteria and properties are changed right here, the rest in the form.
import { type ReactNode, useState } from "react";
import type { Criterion, Task } from "../api";
import { countMet } from "../model/criteria";
import { troubleOf } from "../store";
import { Button, IconButton } from "../ui/button";
import { ArchiveIcon, CloseIcon, EditIcon } from "../ui/icons";
import { InlineMarkdown, Markdown } from "../ui/markdown";
import { useStore } from "../use-board";
import { useQuickEdit } from "../use-quick-edit";
import { closeDialog } from "../use-route";
import { useShortcuts } from "../use-shortcuts";
import { Properties } from "./properties";

interface TaskViewProps {
  task: Task;
  onEdit: () => void;
}

export function TaskView({ task, onEdit }: TaskViewProps) {
  useShortcuts("dialog", { e: onEdit });
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
    const changed = criteria.map(({ text, checked, ...one }) => ({
      text,
      checked: one.index === index ? !checked : checked,
    }));
    void edit(task, { acceptance_criteria: changed }, "Save the criteria");
  };
  return (
    <section aria-label="Acceptance criteria">
      <h3 className="label mb-2">
        Acceptance criteria · {countMet(criteria)} of {criteria.length}
      </h3>
      <ul className="-mx-2">
        {criteria.map((criterion) => (
          <li key={criterion.index}>
            <Check criterion={criterion} onToggle={() => toggle(criterion.index)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Check({ criterion, onToggle }: { criterion: Criterion; onToggle: () => void }) {
  return (
    <label className="flex cursor-pointer gap-2.5 rounded-md px-2 py-1 hover:bg-column">
      <input
        type="checkbox"
        checked={criterion.checked}
        onChange={onToggle}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span className={criterion.checked ? "text-muted" : ""}>
        <InlineMarkdown text={criterion.text} />
      </span>
    </label>
  );
}
