import type { Board } from "../api";
import { asksFor, type Field, toggle, valuesOf } from "../model/query";
import { setQuery } from "../use-route";

interface FiltersProps {
  board: Board;
  query: string;
}

/** The values that tasks have, as switches; each is a term of the search. */
export function Filters({ board, query }: FiltersProps) {
  const groups: [name: string, field: Field, values: string[]][] = [
    ["Priority", "priority", board.priorities],
    ["Label", "label", valuesOf(board.tasks, "label")],
    ["Assignee", "assignee", valuesOf(board.tasks, "assignee")],
    ["Milestone", "milestone", valuesOf(board.tasks, "milestone")],
  ];
  return (
    <section
      id="filters"
      aria-label="Filters"
      className="mx-5 mb-3 flex max-h-[40vh] flex-wrap gap-x-8 gap-y-3 overflow-y-auto rounded-xl bg-column p-3 sm:mx-4"
    >
      {groups
        .filter(([, , values]) => values.length > 0)
        .map(([name, field, values]) => (
          <fieldset key={field}>
            <legend className="label mb-1.5">{name}</legend>
            <div className="flex flex-wrap gap-1.5">
              {values.map((value) => (
                <Switch key={value} value={value} field={field} query={query} />
              ))}
            </div>
          </fieldset>
        ))}
    </section>
  );
}

function Switch({ value, field, query }: { value: string; field: Field; query: string }) {
  return (
    <button
      type="button"
      aria-pressed={asksFor(query, field, value)}
      onClick={() => setQuery(toggle(query, field, value))}
      className="rounded-full border border-line bg-card px-2.5 py-1 text-xs transition-colors hover:border-field
        aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
    >
      {value}
    </button>
  );
}
