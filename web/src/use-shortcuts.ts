// Keys that work anywhere on the page, or in the open dialog, but not where text is written.
import { useEffect } from "react";

export function useShortcuts(where: "page" | "dialog", shortcuts: Record<string, () => void>) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const run = shortcuts[event.key.toLowerCase()];
      const inDialog = document.querySelector("dialog[open]") !== null;
      if (!run || inDialog !== (where === "dialog")) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      event.preventDefault();
      run();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [where, shortcuts]);
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
