// The acceptance criteria as a list to write.
import { type KeyboardEvent, useRef } from "react";
import { flushSync } from "react-dom";
import type { Criterion } from "../api";
import { insertAt, removeAt, type Step, stepOf, swap } from "../model/criteria";
import { Button, IconButton } from "../ui/button";
import { CloseIcon, DownIcon, PlusIcon, UpIcon } from "../ui/icons";

interface CriteriaFieldProps {
  criteria: Criterion[];
  onChange: (criteria: Criterion[]) => void;
}

export function CriteriaField({ criteria, onChange }: CriteriaFieldProps) {
  const list = useRef<HTMLUListElement>(null);
  const take = (step: Step | null) => {
    if (!step) return;
    // At once: the next key is meant for the line that it leads to.
    flushSync(() => onChange(step.criteria));
    const line = list.current?.children[step.focus];
    line?.querySelector<HTMLInputElement>("input[type=text]")?.focus();
  };
  return (
    <fieldset>
      <legend className="label mb-1">Acceptance criteria</legend>
      <ul ref={list} className="space-y-1.5">
        {criteria.map((criterion, line) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; its text is no key
            key={line}
            criterion={criterion}
            line={line}
            criteria={criteria}
            onChange={(changed) => onChange(criteria.with(line, changed))}
            onStep={take}
          />
        ))}
      </ul>
      <Button
        look="quiet"
        className="mt-1.5 -ml-2"
        onClick={() => take(insertAt(criteria, criteria.length))}
      >
        <PlusIcon />
        Add a criterion
      </Button>
    </fieldset>
  );
}

interface LineProps {
  criterion: Criterion;
  line: number;
  criteria: Criterion[];
  onChange: (criterion: Criterion) => void;
  onStep: (step: Step | null) => void;
}

function Line({ criterion, line, criteria, onChange, onStep }: LineProps) {
  const name = `Criterion ${line + 1}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    const step = stepOf(criteria, line, event);
    if (step) event.preventDefault();
    onStep(step);
  };
  return (
    <li className="flex items-center gap-2">
      <input
        type="checkbox"
        aria-label={`${name} is met`}
        checked={criterion.checked}
        onChange={(event) => onChange({ ...criterion, checked: event.target.checked })}
        className="size-4 shrink-0 accent-accent"
      />
      <input
        type="text"
        aria-label={name}
        value={criterion.text}
        onChange={(event) => onChange({ ...criterion, text: event.target.value })}
        onKeyDown={onKeyDown}
        className="field"
      />
      <Steps name={name} line={line} criteria={criteria} onStep={onStep} />
    </li>
  );
}

interface StepsProps extends Pick<LineProps, "line" | "criteria" | "onStep"> {
  name: string;
}

/** What the keys do, for the mouse and for a finger. */
function Steps({ name, line, criteria, onStep }: StepsProps) {
  const [up, down] = [swap(criteria, line, line - 1), swap(criteria, line, line + 1)];
  return (
    <span className="flex">
      <IconButton
        label={`Move ${name} up`}
        disabled={!up}
        onClick={() => onStep(up)}
        className="w-7 max-sm:hidden"
      >
        <UpIcon />
      </IconButton>
      <IconButton
        label={`Move ${name} down`}
        disabled={!down}
        onClick={() => onStep(down)}
        className="w-7 max-sm:hidden"
      >
        <DownIcon />
      </IconButton>
      <IconButton
        label={`Remove ${name}`}
        onClick={() => onStep(removeAt(criteria, line))}
        className="w-7"
      >
        <CloseIcon />
      </IconButton>
    </span>
  );
}
