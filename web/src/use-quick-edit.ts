// A change of one field outside of the form: moving a card, ticking a criterion.
import { type Change, Conflict, type Task } from "./api";
import { troubleOf } from "./store";
import { notify } from "./ui/announce";
import { useStore } from "./use-board";

/** Sends the change; `what` it does, such as "Move it to Done", offers it again after a conflict. */
export function useQuickEdit() {
  const store = useStore();
  return async function edit(task: Task, change: Change, what: string): Promise<void> {
    try {
      await store.edit(task, change);
    } catch (error) {
      if (!(error instanceof Conflict)) return notify({ text: troubleOf(error) });
      const { current } = error;
      notify({
        text: `${task.id} was changed elsewhere. The board shows that version.`,
        action: { label: `${what} all the same`, run: () => void edit(current, change, what) },
      });
    }
  };
}
