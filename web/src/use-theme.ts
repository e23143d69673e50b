// The theme, kept in this browser. styles.css reads it from <html data-theme>.
import { useSyncExternalStore } from "react";
import { readTheme, type Theme } from "./model/theme";

const KEY = "backlog-theme";
const CHANGED = "backlog-theme-changed";

let chosen = readTheme(storage()?.getItem(KEY) ?? null);

/** Browsers can refuse to keep anything; the choice then lasts as long as the page. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** Before the first paint, and whenever the choice changes. */
export function applyTheme() {
  document.documentElement.dataset.theme = chosen;
}

export function setTheme(theme: Theme) {
  chosen = theme;
  storage()?.setItem(KEY, theme);
  dispatchEvent(new Event(CHANGED));
}

/** Another tab of the same board counts too. */
function readAgain({ key, newValue }: StorageEvent) {
  if (key === KEY) chosen = readTheme(newValue);
}

function subscribe(listener: () => void) {
  const heard = (event: Event) => {
    if (event instanceof StorageEvent) readAgain(event);
    applyTheme();
    listener();
  };
  addEventListener(CHANGED, heard);
  addEventListener("storage", heard);
  return () => {
    removeEventListener(CHANGED, heard);
    removeEventListener("storage", heard);
  };
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => chosen);
