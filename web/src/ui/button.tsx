import type { ComponentProps } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:opacity-90",
  plain: "border border-line bg-card hover:bg-column",
  quiet: "text-muted hover:bg-column hover:text-ink",
  danger: "bg-danger text-card hover:opacity-90",
};

interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
}

export function Button({ look = "plain", className = "", ...props }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex h-9 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-sm
        font-medium transition disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...props}
    />
  );
}

/** A button of one icon; `label` is its name, and its tooltip. */
export function IconButton({ label, className = "", ...props }: ButtonProps & { label: string }) {
  return (
    <Button
      look="quiet"
      aria-label={label}
      title={label}
      className={`w-9 px-0 ${className}`}
      {...props}
    />
  );
}
