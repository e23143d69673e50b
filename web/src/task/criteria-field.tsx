// The acceptance criteria as a list to write: Enter adds a line, Backspace on an empty one removes it.
import { type KeyboardEvent, useRef } from "react";
import type { Criterion } from "../api";
import { Button, IconButton } from "../ui/button";
import { CloseIcon, DownIcon, PlusIcon, UpIcon } from "../ui/icons";

interface CriteriaFieldProps {
  criteria: Criterion[];
  onChange: (criteria: Criterion[]) => void;
}

const EMPTY: Criterion = { text: "", checked: false };

export function CriteriaField({ criteria, onChange }: CriteriaFieldProps) {
  const list = useRef<HTMLUListElement>(null);
  const focus = (index: number) =>
    requestAnimationFrame(() =>
      list.current?.children[index]?.querySelector<HTMLInputElement>("input[type=text]")?.focus(),
    );
  const set = (index: number, criterion: Criterion) => onChange(criteria.with(index, criterion));
  const insert = (index: number) => {
    onChange(criteria.toSpliced(index, 0, EMPTY));
    focus(index);
  };
  const remove = (index: number) => {
    onChange(criteria.toSpliced(index, 1));
    focus(Math.max(index - 1, 0));
  };
  const swap = (one: Criterion, index: number, to: number) => {
    const other = criteria[to];
    if (!other) return;
    onChange(criteria.with(index, other).with(to, one));
    focus(to);
  };
  const onKeyDown = (event: KeyboardEvent, criterion: Criterion, index: number) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") insert(index + 1);
    else if (event.key === "Backspace" && criterion.text === "") remove(index);
    else if (event.altKey && event.key === "ArrowUp") swap(criterion, index, index - 1);
    else if (event.altKey && event.key === "ArrowDown") swap(criterion, index, index + 1);
    else return;
    event.preventDefault();
  };
  return (
    <fieldset>
      <legend className="label mb-1">Acceptance criteria</legend>
      <ul ref={list} className="space-y-1.5">
        {criteria.map((criterion, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; its text is no key
          <li key={index} className="flex items-center gap-2">
            <input
              type="checkbox"
              aria-label={`Criterion ${index + 1} is met`}
              checked={criterion.checked}
              onChange={(event) => set(index, { ...criterion, checked: event.target.checked })}
              className="size-4 shrink-0 accent-accent"
            />
            <input
              type="text"
              aria-label={`Criterion ${index + 1}`}
              value={criterion.text}
              onChange={(event) => set(index, { ...criterion, text: event.target.value })}
              onKeyDown={(event) => onKeyDown(event, criterion, index)}
              className="field"
            />
            <span className="flex">
              <IconButton
                label={`Move criterion ${index + 1} up`}
                disabled={index === 0}
                onClick={() => swap(criterion, index, index - 1)}
                className="w-7"
              >
                <UpIcon />
              </IconButton>
              <IconButton
                label={`Move criterion ${index + 1} down`}
                disabled={index === criteria.length - 1}
                onClick={() => swap(criterion, index, index + 1)}
                className="w-7"
              >
                <DownIcon />
              </IconButton>
              <IconButton
                label={`Remove criterion ${index + 1}`}
                onClick={() => remove(index)}
                className="w-7"
              >
                <CloseIcon />
              </IconButton>
            </span>
          </li>
        ))}
      </ul>
      <Button look="quiet" className="mt-1.5 -ml-2" onClick={() => insert(criteria.length)}>
        <PlusIcon />
        Add a criterion
      </Button>
    </fieldset>
  );
}
