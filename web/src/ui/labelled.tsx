import { type ReactNode, useId } from "react";

interface LabelledProps {
  label: string;
  /** The control, which takes the id. */
  children: (id: string) => ReactNode;
}

export function Labelled({ label, children }: LabelledProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="label mb-1 block">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
