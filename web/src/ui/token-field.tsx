// A field for several short values: Enter or a comma adds one, Backspace takes the last away.
import { type ChangeEvent, type KeyboardEvent, useState } from "react";
import { flushSync } from "react-dom";
import { CloseIcon } from "./icons";
import { Labelled } from "./labelled";

interface TokenFieldProps {
  label: string;
  values: string[];
  onChange: (values: string[]) => void;
  /** Values to choose from; others can be typed. */
  suggestions: { value: string; hint?: string }[];
  placeholder?: string;
}

export function TokenField({ label, values, onChange, suggestions, placeholder }: TokenFieldProps) {
  const [text, setText] = useState("");
  const add = (added: string) => {
    const value = added.trim();
    if (value && !values.includes(value)) onChange([...values, value]);
    setText("");
  };
  const onInput = (event: ChangeEvent<HTMLInputElement>) => {
    const value = event.target.value;
    if (isChosen(event.nativeEvent)) add(value);
    else if (value.endsWith(",")) add(value.slice(0, -1));
    else setText(value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && text.trim()) {
      // With Control it also saves the form, which must then have the value.
      if (!event.ctrlKey && !event.metaKey) event.preventDefault();
      flushSync(() => add(text));
    }
    if (event.key === "Backspace" && text === "") onChange(values.slice(0, -1));
  };
  return (
    <Labelled label={label}>
      {(id) => (
        <div className="field flex flex-wrap items-center gap-1 outline-accent has-[input:focus-visible]:outline-2">
          {values.map((value) => (
            <Token
              key={value}
              value={value}
              onRemove={() => onChange(values.filter((one) => one !== value))}
            />
          ))}
          <input
            id={id}
            list={`${id}-list`}
            value={text}
            placeholder={values.length ? undefined : placeholder}
            onChange={onInput}
            onKeyDown={onKeyDown}
            onBlur={() => add(text)}
            className="min-w-10 flex-1 bg-transparent outline-none"
          />
          <datalist id={`${id}-list`}>
            {suggestions
              .filter(({ value }) => !values.includes(value))
              .map(({ value, hint }) => (
                <option key={value} value={value}>
                  {hint}
                </option>
              ))}
          </datalist>
        </div>
      )}
    </Labelled>
  );
}

/** Chosen from the list, not typed. Chromium tells it by an event that is no InputEvent. */
const isChosen = (event: Event) =>
  !(event instanceof InputEvent) || event.inputType === "insertReplacementText";

function Token({ value, onRemove }: { value: string; onRemove: () => void }) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5 rounded bg-column py-0.5 pl-1.5 text-xs">
      <span className="truncate">{value}</span>
      <button
        type="button"
        aria-label={`Remove ${value}`}
        onClick={onRemove}
        className="rounded p-0.5 text-muted hover:text-ink"
      >
        <CloseIcon />
      </button>
    </span>
  );
}
