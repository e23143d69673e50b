import { useDeferredValue, useMemo, useState } from "react";
import type { Board } from "./api";
import { BoardView } from "./board/board";
import { search } from "./model/query";
import { Problems, Trouble } from "./shell/banners";
import { Message, NoMatch, NoTasks } from "./shell/empty";
import { Filters } from "./shell/filters";
import { Header, SEARCH_ID } from "./shell/header";
import { Help } from "./shell/help";
import { NewTaskDialog, TaskDialog } from "./task/task-dialog";
import { Notices } from "./ui/notices";
import { usePolling, useSnapshot, useStore } from "./use-board";
import { openNewTask, useRoute } from "./use-route";
import { useShortcuts } from "./use-shortcuts";

export function App() {
  usePolling(useStore());
  const { board, trouble } = useSnapshot();
  return (
    <div className="flex h-dvh flex-col">
      {board ? (
        <Page board={board} trouble={trouble} />
      ) : (
        <Message title={trouble ? "The board cannot be shown" : "Loading…"}>
          <p className="text-sm text-muted">{trouble}</p>
        </Message>
      )}
    </div>
  );
}

function Page({ board, trouble }: { board: Board; trouble: string | null }) {
  const { task, create, query } = useRoute();
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [help, setHelp] = useState(false);
  usePageShortcuts(board, () => setHelp(true));
  return (
    <>
      <title>{[board.project.name, "backlog"].filter(Boolean).join(" · ")}</title>
      <Header
        board={board}
        query={query}
        filtersOpen={filtersOpen}
        onFilters={() => setFiltersOpen(!filtersOpen)}
        onHelp={() => setHelp(true)}
      />
      {filtersOpen && <Filters board={board} query={query} />}
      <Trouble text={trouble} />
      <Problems problems={board.problems} />
      <Tasks board={board} query={query} />
      {task !== null && <TaskDialog key={task} id={task} />}
      {create !== null && <NewTaskDialog status={create} />}
      {help && <Help onClose={() => setHelp(false)} />}
      <Notices />
    </>
  );
}

function Tasks({ board, query }: { board: Board; query: string }) {
  const wanted = useDeferredValue(query);
  const tasks = useMemo(() => search(board.tasks, wanted), [board.tasks, wanted]);
  const { length } = board.tasks;
  return (
    <>
      <p role="status" className="sr-only">
        {wanted && `${tasks.length} of ${length} tasks match`}
      </p>
      {length === 0 && <NoTasks status={board.default_status} />}
      {length > 0 && tasks.length === 0 && <NoMatch query={wanted} />}
      {tasks.length > 0 && <BoardView board={board} tasks={tasks} />}
    </>
  );
}

function usePageShortcuts(board: Board, onHelp: () => void) {
  const shortcuts = {
    "/": () => document.getElementById(SEARCH_ID)?.focus(),
    n: () => openNewTask(board.default_status),
    "?": onHelp,
  };
  useShortcuts("page", shortcuts);
}
