// A task to write: a new one, or one that there is.
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { Conflict, type Fields, type Task } from "../api";
import { changeOf, type Draft, emptyFields, fieldsOf, isDirty, tidy } from "../model/draft";
import { valuesOf } from "../model/query";
import { troubleOf } from "../store";
import { notify } from "../ui/announce";
import { Button } from "../ui/button";
import { TokenField } from "../ui/token-field";
import { useBoard, useStore } from "../use-board";
import { openTask } from "../use-route";
import { Conflicts } from "./conflicts";
import { CriteriaField } from "./criteria-field";
import { MarkdownField, PriorityChoice, StatusChoice, Text } from "./fields";
import { useDraft } from "./use-draft";

interface TaskFormProps {
  /** Empty for a new task. */
  id: string;
  /** The task as the board has it; none for a new one, or when it left the board. */
  task?: Task | undefined;
  /** Of a new task. */
  status?: string;
  onDone: () => void;
}

export function TaskForm({ id, task, status = "", onDone }: TaskFormProps) {
  const { draft, setDraft, discard } = useDraft(
    id,
    task,
    task ? fieldsOf(task) : emptyFields(status),
  );
  const { save, saving, error } = useSave({ task, draft, discard, onDone });
  const [preview, setPreview] = useState(() => matchMedia("(min-width: 64rem)").matches);
  const set = (change: Partial<Fields>) =>
    setDraft((draft) => ({ ...draft, edited: { ...draft.edited, ...change } }));
  const cancel = () => {
    discard();
    onDone();
  };
  const gone = id !== "" && !task;
  return (
    <form onSubmit={save} onKeyDown={submitOnControlEnter} className="flex min-h-0 flex-1 flex-col">
      <Bar id={id}>
        <Button
          look="quiet"
          aria-pressed={preview}
          onClick={() => setPreview(!preview)}
          className="aria-pressed:bg-column aria-pressed:text-ink"
        >
          Preview
        </Button>
        <Button onClick={cancel}>Cancel</Button>
        <Button look="primary" type="submit" disabled={saving}>
          {saveLabel(id, gone, draft)}
        </Button>
      </Bar>
      <div className="relative grid flex-1 content-start gap-x-8 gap-y-5 overflow-y-auto p-5 pt-1 sm:grid-cols-[1fr_15rem] sm:px-6">
        {gone && <Notice>This task left the board. Saving writes a new one.</Notice>}
        {error && <Notice>{error}</Notice>}
        <Conflicts draft={draft} onChange={setDraft} />
        <Title value={draft.edited.title} onChange={(title) => set({ title })} />
        <div className="grid grid-cols-2 content-start gap-4 sm:order-last sm:grid-cols-1">
          <Properties fields={draft.edited} id={id} set={set} />
        </div>
        <div className="min-w-0 space-y-5 pb-4">
          <Body fields={draft.edited} preview={preview} set={set} />
        </div>
      </div>
    </form>
  );
}

function Bar({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-1 py-3 pr-3 pl-5 sm:pl-6">
      <h2 className="min-w-0 flex-1 truncate text-xs text-muted">
        {id ? <span className="font-mono">{id}</span> : "New task"}
      </h2>
      {children}
    </div>
  );
}

interface Saving {
  task: Task | undefined;
  draft: Draft;
  discard: () => void;
  onDone: () => void;
}

function useSave({ task, draft, discard, onDone }: Saving) {
  const store = useStore();
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const write = async () => {
    if (!task) sayCreated(await store.create(tidy(draft.edited)));
    else if (isDirty(draft)) await store.edit(task, changeOf(draft.base, draft.edited));
    discard();
    onDone();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setError(null);
    write()
      // After a conflict the board has the other version, and the draft follows it.
      .catch((error) => error instanceof Conflict || setError(troubleOf(error)))
      .finally(() => setSaving(false));
  };
  return { save, saving, error };
}

const sayCreated = ({ id }: Task) =>
  notify({ text: `${id} created.`, action: { label: "Open", run: () => openTask(id) } });

function saveLabel(id: string, gone: boolean, { conflicts }: Draft): string {
  if (gone) return "Save as new";
  if (!id) return "Create";
  return conflicts.length ? "Save mine" : "Save";
}

function submitOnControlEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

function Notice({ children }: { children: string }) {
  return (
    <p
      role="alert"
      className="rounded-xl bg-danger-soft px-4 py-3 text-sm text-danger sm:col-span-2"
    >
      {children}
    </p>
  );
}

/** React's autoFocus comes before the dialog opens, which then takes the focus elsewhere. */
function focusFirst(input: HTMLInputElement | null) {
  input?.setAttribute("autofocus", "");
  input?.focus();
}

function Title({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <input
      aria-label="Title"
      placeholder="What is to be done?"
      required
      pattern=".*\S.*"
      title="A task needs a title"
      ref={focusFirst}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="field h-11 text-lg font-semibold sm:col-span-2"
    />
  );
}

interface PartProps {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
}

function Body({ fields, preview, set }: PartProps & { preview: boolean }) {
  return (
    <>
      <MarkdownField
        label="Description"
        value={fields.description}
        preview={preview}
        onChange={(description) => set({ description })}
      />
      <CriteriaField
        criteria={fields.acceptance_criteria}
        onChange={(acceptance_criteria) => set({ acceptance_criteria })}
      />
      <MarkdownField
        label="Implementation plan"
        value={fields.plan}
        preview={preview}
        onChange={(plan) => set({ plan })}
      />
      <MarkdownField
        label="Implementation notes"
        value={fields.notes}
        preview={preview}
        onChange={(notes) => set({ notes })}
      />
    </>
  );
}

function Properties({ fields, id, set }: PartProps & { id: string }) {
  const board = useBoard();
  const { tasks } = board;
  const known = (values: string[]) => values.map((value) => ({ value }));
  const others = tasks.filter((task) => task.id !== id);
  return (
    <>
      <StatusChoice board={board} value={fields.status} onChange={(status) => set({ status })} />
      <PriorityChoice
        board={board}
        value={fields.priority}
        onChange={(priority) => set({ priority })}
      />
      <TokenField
        label="Assignee"
        values={fields.assignee}
        suggestions={known(valuesOf(tasks, "assignee"))}
        onChange={(assignee) => set({ assignee })}
      />
      <TokenField
        label="Labels"
        values={fields.labels}
        suggestions={known(valuesOf(tasks, "label"))}
        onChange={(labels) => set({ labels })}
      />
      <Text
        label="Milestone"
        value={fields.milestone ?? ""}
        suggestions={valuesOf(tasks, "milestone")}
        onChange={(milestone) => set({ milestone: milestone || null })}
      />
      <TokenField
        label="Dependencies"
        values={fields.dependencies}
        suggestions={others.map((task) => ({ value: task.id, hint: task.title }))}
        onChange={(dependencies) => set({ dependencies })}
      />
    </>
  );
}
