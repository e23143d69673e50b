import { useEffect, useState } from "react";
import { focusCard } from "../board/use-moves";
import { taskOf } from "../model/links";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { useBoard } from "../use-board";
import { closeDialog } from "../use-route";
import { TaskForm } from "./task-form";
import { TaskView } from "./task-view";
import { hasDraft } from "./use-draft";

/** One task: read, or edited in the same place. */
export function TaskDialog({ id }: { id: string }) {
  const task = taskOf(useBoard(), id);
  const [editing, setEditing] = useState(hasDraft(id));
  useReturnFocus(id);
  if (!task && !editing) return <Missing id={id} />;
  return (
    <Dialog label={task?.title ?? id} onClose={closeDialog} size={editing ? "wide" : "medium"}>
      {editing && (
        <TaskForm id={id} task={task} onDone={task ? () => setEditing(false) : closeDialog} />
      )}
      {task && !editing && <TaskView task={task} onEdit={() => setEditing(true)} />}
    </Dialog>
  );
}

/** A task in the making, for a status. */
export function NewTaskDialog({ status }: { status: string }) {
  return (
    <Dialog label="New task" onClose={closeDialog} size="wide">
      <TaskForm id="" status={status} onDone={closeDialog} />
    </Dialog>
  );
}

function Missing({ id }: { id: string }) {
  return (
    <Dialog label={`${id} is not on the board`} onClose={closeDialog} size="small">
      <div className="p-5">
        <h2 className="font-semibold">{id} is not on the board</h2>
        <p className="mt-2 mb-4 text-sm text-muted">
          It was archived, its file was deleted, or it cannot be read.
        </p>
        <Button onClick={closeDialog}>Back to the board</Button>
      </div>
    </Dialog>
  );
}

/** A card that changed its column meanwhile is another element than the one that had the focus. */
function useReturnFocus(id: string) {
  useEffect(
    () => () => {
      if (document.activeElement === document.body) focusCard(id);
    },
    [id],
  );
}
