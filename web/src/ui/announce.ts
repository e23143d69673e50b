// What happened, in a sentence: heard by screen readers, and shown where there is something to do.

export interface Notice {
  text: string;
  action?: { label: string; run: () => void };
}

/** `spoken` is only for screen readers, whose users do not see the board change. */
interface Said {
  notice: Notice | null;
  spoken: string;
}

let said: Said = { notice: null, spoken: "" };
const listeners = new Set<() => void>();

function publish(next: Said) {
  said = next;
  for (const listener of listeners) listener();
}

export const current = () => said;

export function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const announce = (spoken: string) => publish({ ...said, spoken });

export const notify = (notice: Notice) => publish({ ...said, notice });

export const dismiss = () => publish({ ...said, notice: null });
