// The search: words, and `field:value` for the fields below, `-` before either to exclude.
// Tasks match every word, and of each field one of its values.
import type { Task } from "../api";

const FIELDS = {
  label: (task: Task) => task.labels,
  assignee: (task: Task) => task.assignee,
  priority: (task: Task) => [task.priority ?? "none"],
  milestone: (task: Task) => [task.milestone ?? "none"],
  status: (task: Task) => [task.status],
};

export type Field = keyof typeof FIELDS;

interface Term {
  /** `null` for a word, which may stand anywhere in the task. */
  field: Field | null;
  value: string;
  excluded: boolean;
}

/** As written: quotes keep spaces together, and may miss their end while somebody writes. */
const WRITTEN = /-?(?:"[^"]*"?|[^\s"]+(?:"[^"]*"?)?)/g;

const split = (text: string): string[] => text.match(WRITTEN) ?? [];

const parse = (text: string): Term[] => split(text).flatMap((written) => parseTerm(written) ?? []);

function parseTerm(written: string): Term | null {
  const excluded = written.startsWith("-");
  const rest = written.slice(excluded ? 1 : 0).toLowerCase();
  const [name, value] = rest.split(/:(.*)/s);
  const field = value !== undefined && isField(name) ? name : null;
  const wanted = (field ? (value ?? "") : rest).replaceAll('"', "");
  return wanted ? { field, value: wanted, excluded } : null;
}

const isField = (name: string | undefined): name is Field =>
  name !== undefined && Object.hasOwn(FIELDS, name);

export function search(tasks: Task[], text: string): Task[] {
  const terms = parse(text);
  return terms.length ? tasks.filter((task) => matches(task, terms)) : tasks;
}

function matches(task: Task, terms: Term[]): boolean {
  const hit = (term: Term) =>
    term.field ? hasValue(task, term.field, term.value) : textOf(task).includes(term.value);
  const wanted = terms.filter((term) => !term.excluded);
  const groups = Map.groupBy(wanted, (term) => term.field ?? term);
  return (
    !terms.some((term) => term.excluded && hit(term)) &&
    [...groups.values()].every((group) => group.some(hit))
  );
}

const hasValue = (task: Task, field: Field, value: string) =>
  FIELDS[field](task).some((one) => bare(field, one.toLowerCase()) === bare(field, value));

/** Backlog's files may write an assignee with or without @. */
const bare = (field: Field, value: string) =>
  field === "assignee" ? value.replace(/^@/, "") : value;

const texts = new WeakMap<Task, string>();

function textOf(task: Task): string {
  const known = texts.get(task);
  if (known !== undefined) return known;
  const criteria = task.acceptance_criteria.map((criterion) => criterion.text);
  const { id, title, labels, assignee, milestone, description, plan, notes } = task;
  const text = [id, title, labels, assignee, milestone, description, criteria, plan, notes]
    .flat()
    .join("\n")
    .toLowerCase();
  texts.set(task, text);
  return text;
}

/** The values that a field has on the board, each once. */
export function valuesOf(tasks: Task[], field: Field): string[] {
  const values = new Set(tasks.flatMap((task) => FIELDS[field](task)));
  return [...values]
    .filter((value) => value !== "none")
    .toSorted((a, b) => a.localeCompare(b, "en"));
}

const written = (field: Field, value: string) =>
  `${field}:${/\s/.test(value) ? `"${value}"` : value}`;

/** Whether the search asks for this value of the field. */
export const asksFor = (text: string, field: Field, value: string) =>
  parse(text).some(
    (term) => term.field === field && !term.excluded && term.value === value.toLowerCase(),
  );

/** The search with this value asked for, or no longer. */
export function toggle(text: string, field: Field, value: string): string {
  if (!asksFor(text, field, value)) {
    return [text.trim(), written(field, value)].filter(Boolean).join(" ");
  }
  return split(text)
    .filter((term) => !asksFor(term, field, value))
    .join(" ");
}
