// A task being edited: what was changed, and what becomes of it when the file changes meanwhile.
import type { Change, Fields, Task } from "../api";

export type FieldName = keyof Fields;

/** In the order in which they are listed. */
export const FIELD_NAMES = {
  title: "Title",
  status: "Status",
  priority: "Priority",
  assignee: "Assignee",
  labels: "Labels",
  milestone: "Milestone",
  dependencies: "Dependencies",
  description: "Description",
  acceptance_criteria: "Acceptance criteria",
  plan: "Implementation plan",
  notes: "Implementation notes",
} as const satisfies Record<FieldName, string>;

const NAMES = Object.keys(FIELD_NAMES) as FieldName[];

export function fieldsOf(task: Task): Fields {
  return {
    title: task.title,
    status: task.status,
    priority: task.priority,
    assignee: task.assignee,
    labels: task.labels,
    milestone: task.milestone,
    dependencies: task.dependencies,
    description: task.description,
    acceptance_criteria: task.acceptance_criteria.map(({ text, checked }) => ({ text, checked })),
    plan: task.plan,
    notes: task.notes,
  };
}

export const emptyFields = (status: string): Fields => ({
  title: "",
  status,
  priority: null,
  assignee: [],
  labels: [],
  milestone: null,
  dependencies: [],
  description: "",
  acceptance_criteria: [],
  plan: "",
  notes: "",
});

/** Space around a text and empty criteria are nothing that anybody wrote. */
export function tidy(fields: Fields): Fields {
  return {
    ...fields,
    title: fields.title.trim(),
    milestone: fields.milestone?.trim() || null,
    acceptance_criteria: fields.acceptance_criteria
      .map(({ text, checked }) => ({ text: text.trim(), checked }))
      .filter(({ text }) => text !== ""),
  };
}

const same = (one: Fields, other: Fields, name: FieldName) =>
  JSON.stringify(one[name]) === JSON.stringify(other[name]);

/** The fields in which `edited` differs from `base`. */
export function changedFields(base: Fields, edited: Fields): FieldName[] {
  return NAMES.filter((name) => !same(tidy(base), tidy(edited), name));
}

/** What to send: the changed fields alone, so that the rest of the file stays as it is. */
export function changeOf(base: Fields, edited: Fields): Change {
  return pick(tidy(edited), changedFields(base, edited));
}

const pick = (fields: Fields, names: FieldName[]): Change =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

/** Whether the file changed, between `base` and `current`, in a field that `change` is about. */
export function collides(base: Task, current: Task, change: Change): boolean {
  const [before, after] = [fieldsOf(base), fieldsOf(current)];
  return NAMES.some((name) => name in change && !same(before, after, name));
}

/** A form with what it started from. */
export interface Draft {
  base: Fields;
  edited: Fields;
  /** Fields that both sides changed, and differently; `edited` has what the user wrote. */
  conflicts: FieldName[];
}

export const draftOf = (base: Fields): Draft => ({ base, edited: base, conflicts: [] });

export const isDirty = ({ base, edited }: Draft) => changedFields(base, edited).length > 0;

/** Carries the user's edits over to a newer version of the task. */
export function rebase({ base, edited, conflicts }: Draft, current: Fields): Draft {
  const mine = changedFields(base, edited);
  const theirs = [...changedFields(base, current), ...conflicts];
  const differs = (name: FieldName) => !same(tidy(edited), tidy(current), name);
  return {
    base: current,
    edited: { ...current, ...pick(edited, mine) },
    conflicts: mine.filter((name) => theirs.includes(name) && differs(name)),
  };
}

/** Settles a conflict: for the user's text, or for what the file has now. */
export function settle(draft: Draft, name: FieldName, keep: "mine" | "theirs"): Draft {
  const taken = keep === "theirs" ? pick(draft.base, [name]) : {};
  return {
    ...draft,
    edited: { ...draft.edited, ...taken },
    conflicts: draft.conflicts.filter((one) => one !== name),
  };
}
