// Pages for when there is no board to show.
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { PlusIcon } from "../ui/icons";
import { openNewTask, setQuery } from "../use-route";

export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid flex-1 place-content-center justify-items-center gap-3 p-6 text-center">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </main>
  );
}

export function NoTasks({ status }: { status: string }) {
  return (
    <Message title="No tasks yet">
      <p className="max-w-sm text-sm text-muted">
        Every task is a Markdown file in this repository. Write the first one here, or with{" "}
        <code className="rounded bg-column px-1 py-0.5 font-mono text-xs">backlog task create</code>
        .
      </p>
      <Button look="primary" onClick={() => openNewTask(status)}>
        <PlusIcon />
        New task
      </Button>
    </Message>
  );
}

export function NoMatch({ query }: { query: string }) {
  return (
    <Message title="No task matches">
      <p className="max-w-sm text-sm wrap-anywhere text-muted">{query}</p>
      <Button onClick={() => setQuery("")}>Clear the search</Button>
    </Message>
  );
}
