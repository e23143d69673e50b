// The address as state: the back button closes what a click opened.
import { useSyncExternalStore } from "react";
import { formatRoute, parseRoute, type Route } from "./model/route";

function subscribe(listener: () => void) {
  addEventListener("popstate", listener);
  return () => removeEventListener("popstate", listener);
}

export const useRoute = (): Route =>
  parseRoute(useSyncExternalStore(subscribe, () => location.hash));

const current = () => parseRoute(location.hash);

function go(route: Route, how: "push" | "replace") {
  const state = how === "push" ? { opened: true } : history.state;
  history[`${how}State`](state, "", formatRoute(route));
  dispatchEvent(new PopStateEvent("popstate"));
}

/** A dialog opened from another takes its place: closing it leads to the board. */
const open = (route: Partial<Route>) => {
  const { task, create, query } = current();
  go({ task: null, create: null, query, ...route }, (task ?? create) === null ? "push" : "replace");
};

export const openTask = (task: string) => open({ task });

export const openNewTask = (create: string) => open({ create });

export const setQuery = (query: string) => go({ ...current(), query }, "replace");

/** Back to the board: over the history where this page opened the dialog. */
export function closeDialog() {
  if (history.state?.opened) history.back();
  else go({ ...current(), task: null, create: null }, "replace");
}

export const taskHref = (id: string) => formatRoute({ ...current(), task: id, create: null });
