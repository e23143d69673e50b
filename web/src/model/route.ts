// What the address shows: everything stands behind the #, so the server sees one page.

export interface Route {
  /** The id of the task that is open. */
  task: string | null;
  /** The status that a new task is being written for. */
  create: string | null;
  /** The search. */
  query: string;
}

export function parseRoute(hash: string): Route {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    task: values.get("task"),
    create: values.get("new"),
    query: values.get("q") ?? "",
  };
}

export function formatRoute({ task, create, query }: Route): string {
  const values = new URLSearchParams();
  if (task !== null) values.set("task", task);
  if (create !== null) values.set("new", create);
  if (query !== "") values.set("q", query);
  return `#${values}`;
}
