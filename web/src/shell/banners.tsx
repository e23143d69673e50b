// What stands above the board when not all is well.
import type { ReactNode } from "react";
import type { Problem } from "../api";
import { WarningIcon } from "../ui/icons";

function Banner({ children }: { children: ReactNode }) {
  return (
    <div className="mx-5 mb-3 flex gap-2.5 rounded-xl bg-warn-soft px-3 py-2 text-sm text-warn sm:mx-4">
      <span className="pt-0.5">
        <WarningIcon />
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

/** Files that no column can show; their owner has to mend them. */
export function Problems({ problems }: { problems: Problem[] }) {
  if (problems.length === 0) return null;
  const count = problems.length === 1 ? "1 file" : `${problems.length} files`;
  return (
    <Banner>
      <details className="group">
        <summary className="flex list-none justify-between gap-4 rounded">
          <span className="font-medium">{count} cannot be read as a task</span>
          <span className="underline underline-offset-2 group-open:hidden">Show</span>
          <span className="hidden underline underline-offset-2 group-open:inline">Hide</span>
        </summary>
        <ul className="mt-2 max-h-[30vh] space-y-2 overflow-y-auto pb-1">
          {problems.map(({ path, message }) => (
            <li key={path}>
              <code className="font-mono text-xs wrap-anywhere">{path}</code>
              <p className="whitespace-pre-wrap text-ink">{message}</p>
            </li>
          ))}
        </ul>
      </details>
    </Banner>
  );
}

export function Trouble({ text }: { text: string | null }) {
  return (
    <div role="status">
      {text !== null && <Banner>{text} What is shown may be old; trying again…</Banner>}
    </div>
  );
}
