// What is being written outlives its dialog: Escape and the back button lose no text.
import { useEffect, useState } from "react";
import type { Fields, Task } from "../api";
import { type Draft, draftOf, fieldsOf, isDirty, rebase } from "../model/draft";
import { dismiss, notify } from "../ui/announce";

/** Unsaved drafts by the task's id; a new task's has the empty id. */
const drafts = new Map<string, Draft>();

export const hasDraft = (id: string) => drafts.has(id);

addEventListener("beforeunload", (event) => {
  if (drafts.size > 0) event.preventDefault();
});

/** The draft of a task, carried over to each newer version that the board shows. */
export function useDraft(id: string, task: Task | undefined, start: Fields) {
  const [draft, setDraft] = useState<Draft>(() => drafts.get(id) ?? draftOf(start));
  const current = useNewer(task);
  if (current) setDraft(rebase(draft, fieldsOf(current)));
  useEffect(() => {
    if (isDirty(draft)) drafts.set(id, draft);
    else drafts.delete(id);
  }, [id, draft]);
  useEffect(() => {
    dismiss();
    return () => sayKept(id);
  }, [id]);
  return { draft, setDraft, discard: () => void drafts.delete(id) };
}

/** The task when it is another version than at the last call. */
function useNewer(task: Task | undefined): Task | null {
  const [revision, setRevision] = useState("");
  if (!task || task.revision === revision) return null;
  setRevision(task.revision);
  return task;
}

function sayKept(id: string) {
  if (!drafts.has(id)) return;
  notify({
    text: `What you wrote for ${id || "the new task"} is not saved. It is kept while this page is open.`,
    action: { label: "Discard", run: () => void drafts.delete(id) },
  });
}
