// Fields that somebody else changed meanwhile, with what the file has now.
import { useRef } from "react";
import { flushSync } from "react-dom";
import type { Fields } from "../api";
import { type Draft, FIELD_NAMES, type FieldName, settle } from "../model/draft";
import { Button } from "../ui/button";

interface ConflictsProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

export function Conflicts({ draft, onChange }: ConflictsProps) {
  const list = useRef<HTMLElement>(null);
  if (draft.conflicts.length === 0) return null;
  const decide = (name: FieldName, keep: "mine" | "theirs") => {
    const form = list.current?.closest("form");
    flushSync(() => onChange(settle(draft, name, keep)));
    // The button is gone: on to the next question, or to saving. At once, or a key pressed
    // meanwhile would reach nobody.
    const next = list.current?.querySelector("button") ?? form?.querySelector("[type=submit]");
    if (next instanceof HTMLElement) next.focus();
  };
  return (
    <section
      ref={list}
      role="alert"
      aria-label="Conflict"
      className="rounded-xl bg-warn-soft p-4 text-sm sm:col-span-2"
    >
      <p>
        <strong className="font-semibold text-warn">This task was changed elsewhere.</strong> What
        you wrote is kept, and saving writes it over the following:
      </p>
      <ul className="mt-3 space-y-3">
        {draft.conflicts.map((name) => (
          <li key={name} className="grid gap-2 sm:grid-cols-[1fr_auto] sm:items-start">
            <div className="min-w-0">
              <h3 className="label">{FIELD_NAMES[name]}, now in the file</h3>
              <pre className="mt-1 max-h-40 overflow-auto font-sans wrap-break-word whitespace-pre-wrap">
                {shown(draft.base, name) || "(empty)"}
              </pre>
            </div>
            <div className="flex gap-2">
              <Button onClick={() => decide(name, "mine")}>Keep mine</Button>
              <Button onClick={() => decide(name, "theirs")}>Take this</Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function shown(fields: Fields, name: FieldName): string {
  if (name === "acceptance_criteria") {
    const line = ({ text, checked }: { text: string; checked: boolean }) =>
      `${checked ? "☑" : "☐"} ${text}`;
    return fields.acceptance_criteria.map(line).join("\n");
  }
  return [fields[name] ?? ""].flat().join(", ");
}
