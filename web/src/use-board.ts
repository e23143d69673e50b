// The store for components, and the polling that keeps it current.
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Board } from "./api";
import type { BoardStore, Snapshot } from "./store";

const POLL_EVERY = 2000;

export const StoreContext = createContext<BoardStore | null>(null);

export function useStore(): BoardStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error("StoreContext has no store");
  return store;
}

export function useSnapshot(): Snapshot {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** The board, in components that are shown only when there is one. */
export function useBoard(): Board {
  const { board } = useSnapshot();
  if (!board) throw new Error("the board is not loaded");
  return board;
}

/** Asks again and again while the page can be seen, and at once when it is looked at again. */
export function usePolling(store: BoardStore) {
  useEffect(() => {
    let timer: Timer | undefined;
    let stopped = false;
    const poll = async () => {
      clearTimeout(timer);
      if (!document.hidden) await store.refresh();
      if (!stopped) timer = setTimeout(poll, POLL_EVERY);
    };
    const look = () => void (document.hidden || store.refresh());
    void poll();
    document.addEventListener("visibilitychange", look);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [store]);
}
