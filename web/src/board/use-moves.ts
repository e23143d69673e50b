// Cards on their way from one column to another, dragged or held with the keyboard, and the focus
// on its way from card to card.
import {
  type DragEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Board, Task } from "../api";
import { type Column, statusName } from "../model/columns";
import { type Move, nextCard, nextStatus } from "../model/moves";
import { announce } from "../ui/announce";
import { useQuickEdit } from "../use-quick-edit";

export const cardId = (id: string) => `card-${id}`;
const columnId = (status: string) => `column-${status}`;

export const focusCard = (id: string) => document.getElementById(cardId(id))?.focus();

export type Moves = ReturnType<typeof useMoves>;

export function useMoves(board: Board, columns: Column[]) {
  const [move, setMove] = useState<Move | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const edit = useQuickEdit();
  const focusNext = useFocusAfterMove();
  useColumnInView(move);

  const drop = (to: string | null) => {
    const task = board.tasks.find(({ id }) => id === move?.id);
    setMove(null);
    if (!task || to === null || to === task.status) return;
    announce(`${task.id} moved to ${statusName(to)}.`);
    void edit(task, { status: to }, `Move it to ${statusName(to)}`);
  };
  const keyboard = useKeyboardMove({ columns, move, setMove, drop, focusNext });
  const pointer = usePointerMove({ move, setMove, drop });
  // One card at a time is a stop of the Tab key; the arrow keys lead to the others.
  const cards = columns.flatMap(({ tasks }) => tasks);
  const stop = cards.some(({ id }) => id === last) ? last : cards[0]?.id;

  return {
    move,
    card: (task: Task) => ({
      id: cardId(task.id),
      tabIndex: task.id === stop ? 0 : -1,
      onFocus: () => setLast(task.id),
      ...keyboard(task),
      ...pointer.card(task),
    }),
    column: (status: string) => ({ id: columnId(status), ...pointer.column(status) }),
  };
}

interface Moving {
  move: Move | null;
  setMove: (move: Move | null) => void;
  drop: (to: string | null) => void;
}

function usePointerMove({ move, setMove, drop }: Moving) {
  const pictured = useRef(0);
  const over = (to: string | null) => {
    if (move && move.to !== to) setMove({ ...move, to });
  };
  return {
    card: (task: Task) => ({
      draggable: true,
      onDragStart(event: DragEvent) {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", task.id);
        const started: Move = { id: task.id, from: task.status, to: task.status, by: "pointer" };
        // A frame later: the browser has then taken its picture of the card.
        pictured.current = requestAnimationFrame(() => setMove(started));
      },
      onDragEnd() {
        cancelAnimationFrame(pictured.current);
        setMove(null);
      },
    }),
    column: (status: string) => ({
      onDragOver(event: DragEvent) {
        if (move?.by !== "pointer") return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        over(status);
      },
      onDragLeave(event: DragEvent) {
        const inside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside) over(null);
      },
      onDrop(event: DragEvent) {
        event.preventDefault();
        drop(status);
      },
    }),
  };
}

interface KeyboardMoving extends Moving {
  columns: Column[];
  focusNext: (id: string) => void;
}

function useKeyboardMove({ columns, move, setMove, drop, focusNext }: KeyboardMoving) {
  const statuses = columns.map(({ status }) => status);
  const lift = ({ id, status }: Task) => {
    setMove({ id, from: status, to: status, by: "keyboard" });
    announce(`${id} lifted. Left and right arrows choose a column, Space drops, Escape cancels.`);
  };
  const carry = (held: Move, key: string) => {
    const to = nextStatus(statuses, held.to ?? held.from, key);
    if (to === null) return;
    setMove({ ...held, to });
    announce(`${statusName(to)}, column ${statuses.indexOf(to) + 1} of ${statuses.length}.`);
  };
  const cancel = () => {
    setMove(null);
    announce("Move cancelled.");
  };
  const onHeldKey = (held: Move, event: KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    if (event.key === "Escape") cancel();
    else if (event.key === " " || event.key === "Enter") {
      focusNext(held.id);
      drop(held.to);
    } else carry(held, event.key);
  };
  return (task: Task) => ({
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (move?.by === "keyboard") return onHeldKey(move, event);
      const next = nextCard(columns, task.id, event.key);
      if (event.key === " ") lift(task);
      else if (next) focusCard(next);
      else return;
      event.preventDefault();
    },
    onBlur: () => {
      if (move?.by === "keyboard") setMove(null);
    },
  });
}

/** A card that changes its column is another element, and loses the focus. */
function useFocusAfterMove() {
  const id = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (id.current) focusCard(id.current);
    id.current = null;
  });
  return (next: string) => {
    id.current = next;
  };
}

function useColumnInView(move: Move | null) {
  const to = move?.by === "keyboard" ? move.to : null;
  useEffect(() => {
    if (to === null) return;
    document.getElementById(columnId(to))?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [to]);
}
