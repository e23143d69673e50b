// The fields of the form that are no more than a label and a control.
import { useDeferredValue } from "react";
import type { Board } from "../api";
import { statusName } from "../model/columns";
import { Labelled } from "../ui/labelled";
import { Markdown } from "../ui/markdown";

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; name: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          className="field h-9"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

interface FieldProps<T> {
  board: Board;
  value: T;
  onChange: (value: T) => void;
}

/** A status that the project does not know stays what it is until another is chosen. */
export function StatusChoice({ board, value, onChange }: FieldProps<string>) {
  const statuses = [...new Set([...board.statuses, value])];
  return (
    <Choice
      label="Status"
      value={value}
      options={statuses.map((status) => ({ value: status, name: statusName(status) }))}
      onChange={onChange}
    />
  );
}

export function PriorityChoice({ board, value, onChange }: FieldProps<string | null>) {
  const priorities = [...new Set(["", ...board.priorities, value ?? ""])];
  return (
    <Choice
      label="Priority"
      value={value ?? ""}
      options={priorities.map((priority) => ({ value: priority, name: priority || "none" }))}
      onChange={(priority) => onChange(priority || null)}
    />
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  suggestions?: string[];
}

export function Text({ label, value, onChange, suggestions = [] }: TextProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <>
          <input
            id={id}
            className="field h-9"
            list={`${id}-list`}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={`${id}-list`}>
            {suggestions.map((suggestion) => (
              <option key={suggestion} value={suggestion} />
            ))}
          </datalist>
        </>
      )}
    </Labelled>
  );
}

interface MarkdownFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether the text is shown as it will be read, beside the field. */
  preview: boolean;
}

export function MarkdownField({ label, value, onChange, preview }: MarkdownFieldProps) {
  const text = useDeferredValue(value);
  const shown = preview && text.trim() !== "";
  return (
    <Labelled label={label}>
      {(id) => (
        <div className={shown ? "grid gap-3 lg:grid-cols-2" : ""}>
          <textarea
            id={id}
            className="field field-sizing-content max-h-[60vh] min-h-24 resize-y py-2 font-mono sm:text-[0.8125rem]/5"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {shown && (
            <section
              aria-label={`${label}, preview`}
              className="max-h-[60vh] overflow-y-auto rounded-md border border-dashed border-line px-3 py-2"
            >
              <Markdown text={text} />
            </section>
          )}
        </div>
      )}
    </Labelled>
  );
}
