import { useMemo, useRef, useState } from "react";
import type { Board, Task } from "../api";
import { type Column, columnsOf, statusName } from "../model/columns";
import { blockers as blockersOf } from "../model/links";
import { ColumnView } from "./column";
import { useMoves } from "./use-moves";

interface BoardViewProps {
  board: Board;
  /** The tasks that the search leaves. */
  tasks: Task[];
}

export function BoardView({ board, tasks }: BoardViewProps) {
  const columns = useMemo(() => columnsOf(board, tasks), [board, tasks]);
  const blockers = useMemo(() => blockersOf(board), [board]);
  const moves = useMoves(board, columns);
  const { scroller, nearest, onScroll, show } = useColumnScroll();
  return (
    <>
      <ColumnTabs columns={columns} current={nearest} onChoose={show} />
      <main
        id="board"
        ref={scroller}
        onScroll={onScroll}
        className="relative flex min-h-0 flex-1 snap-x snap-mandatory gap-3 overflow-x-auto px-5 pb-4 motion-safe:scroll-smooth sm:snap-none sm:px-4"
      >
        {columns.map((column) => (
          <ColumnView
            key={column.status}
            column={column}
            board={board}
            blockers={blockers}
            moves={moves}
            searched={tasks.length < board.tasks.length}
          />
        ))}
      </main>
      <p id="card-keys" hidden>
        Enter opens the task. Space lifts it, then the arrow keys move it to another column.
      </p>
    </>
  );
}

/** On a phone a column fills the screen: which one it is, and a way to show another. */
function useColumnScroll() {
  const scroller = useRef<HTMLElement>(null);
  const [nearest, setNearest] = useState(0);
  const onScroll = () => {
    const board = scroller.current;
    const column = board?.firstElementChild;
    if (board && column) setNearest(Math.round(board.scrollLeft / column.clientWidth));
  };
  const show = (index: number) =>
    scroller.current?.children[index]?.scrollIntoView({ inline: "center" });
  return { scroller, nearest, onScroll, show };
}

interface ColumnTabsProps {
  columns: Column[];
  current: number;
  onChoose: (index: number) => void;
}

function ColumnTabs({ columns, current, onChoose }: ColumnTabsProps) {
  return (
    <nav aria-label="Columns" className="flex gap-1 overflow-x-auto px-4 pb-2 sm:hidden">
      {columns.map(({ status, tasks }, index) => (
        <button
          key={status}
          type="button"
          aria-current={index === current}
          onClick={() => onChoose(index)}
          className="shrink-0 rounded-full px-3 py-1.5 text-sm text-muted aria-[current=true]:bg-accent-soft
            aria-[current=true]:font-medium aria-[current=true]:text-accent"
        >
          {statusName(status)} <span className="tabular-nums">{tasks.length}</span>
        </button>
      ))}
    </nav>
  );
}
