// The small marks of a task: labels, people, progress, priority.
import type { CSSProperties } from "react";
import type { Criterion } from "../api";
import { countMet } from "../model/criteria";
import { hueOf, initialsOf } from "../model/hue";
import { CheckListIcon, PriorityIcon } from "./icons";

const tint = (name: string) => ({ "--hue": hueOf(name) }) as CSSProperties;

export function Label({ name }: { name: string }) {
  return (
    <span className="tinted max-w-full truncate rounded px-1.5 py-0.5 text-xs" style={tint(name)}>
      {name}
    </span>
  );
}

export function Avatar({ name }: { name: string }) {
  return (
    <span
      className="tinted grid size-6 shrink-0 place-items-center rounded-full text-[0.65rem] font-semibold"
      style={tint(name)}
      title={name}
    >
      <span aria-hidden="true">{initialsOf(name)}</span>
      <span className="sr-only">assigned to {name}</span>
    </span>
  );
}

export function Progress({ criteria }: { criteria: Criterion[] }) {
  const done = countMet(criteria);
  return (
    <span
      className={`inline-flex items-center gap-1 text-xs tabular-nums ${done === criteria.length ? "text-done" : "text-muted"}`}
      title={`${done} of ${criteria.length} acceptance criteria met`}
    >
      <CheckListIcon />
      <span aria-hidden="true">
        {done}/{criteria.length}
      </span>
      <span className="sr-only">
        {done} of {criteria.length} criteria met
      </span>
    </span>
  );
}

interface PriorityProps {
  priority: string;
  /** All of them, the highest first. */
  priorities: string[];
}

export function Priority({ priority, priorities }: PriorityProps) {
  const index = priorities.indexOf(priority);
  const level = index < 0 ? 0 : priorities.length - index;
  return (
    <span className={level === 3 ? "text-danger" : "text-muted"} title={`${priority} priority`}>
      <PriorityIcon level={level} />
      <span className="sr-only">{priority} priority</span>
    </span>
  );
}
