// The theme, kept in this browser. styles.css reads it from <html data-theme>.
import { useSyncExternalStore } from "react";
import { readTheme, type Theme } from "./model/theme";

const KEY = "backlog-theme";
const CHANGED = "backlog-theme-changed";

const stored = (): Theme => readTheme(localStorage.getItem(KEY));

/** Before the first paint, and whenever the choice changes. */
export function applyTheme() {
  document.documentElement.dataset.theme = stored();
}

export function setTheme(theme: Theme) {
  localStorage.setItem(KEY, theme);
  applyTheme();
  dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void) {
  const heard = () => {
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

export const useTheme = (): Theme => useSyncExternalStore(subscribe, stored);
