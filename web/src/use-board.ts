// The store for components, and the polling that keeps it current.
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Board } from "./api";
import type { BoardStore, Snapshot } from "./store";

/** In milliseconds. */
const POLL_EVERY = 2000;
/** A board that takes long to answer is asked for less often: this much of the time is left free. */
const REST = 20;

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
      const start = performance.now();
      if (!document.hidden) await store.refresh();
      const took = performance.now() - start;
      if (!stopped) timer = setTimeout(poll, Math.max(POLL_EVERY, REST * took));
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
