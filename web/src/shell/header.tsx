import type { Board } from "../api";
import icon from "../icon.svg";
import { nextTheme, type Theme } from "../model/theme";
import { Button, IconButton } from "../ui/button";
import {
  FilterIcon,
  KeyboardIcon,
  MoonIcon,
  PlusIcon,
  SearchIcon,
  SunIcon,
  SystemIcon,
} from "../ui/icons";
import { openNewTask, setQuery } from "../use-route";
import { setTheme, useTheme } from "../use-theme";

export const SEARCH_ID = "search";

interface HeaderProps {
  board: Board;
  query: string;
  filtersOpen: boolean;
  onFilters: () => void;
  onHelp: () => void;
}

export function Header({ board, query, filtersOpen, onFilters, onHelp }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-3 sm:px-4">
      <Button
        className="sr-only focus:not-sr-only focus:px-3"
        onClick={() => document.querySelector<HTMLElement>("#board a")?.focus()}
      >
        Skip to the tasks
      </Button>
      <img src={icon} alt="" className="size-6" />
      <h1 className="max-w-[40vw] truncate font-semibold">{board.project.name || "Backlog"}</h1>
      <Search query={query} filtersOpen={filtersOpen} onFilters={onFilters} />
      <div className="ml-auto flex items-center gap-1">
        <IconButton label="Keyboard shortcuts" className="max-sm:hidden" onClick={onHelp}>
          <KeyboardIcon />
        </IconButton>
        <ThemeButton />
        <Button look="primary" className="ml-1" onClick={() => openNewTask(board.default_status)}>
          <PlusIcon />
          New<span className="max-sm:sr-only"> task</span>
        </Button>
      </div>
    </header>
  );
}

function Search({
  query,
  filtersOpen,
  onFilters,
}: Pick<HeaderProps, "query" | "filtersOpen" | "onFilters">) {
  return (
    <search className="order-last flex w-full items-center gap-1 sm:order-none sm:w-auto sm:max-w-md sm:flex-1">
      <span className="relative flex-1">
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted">
          <SearchIcon />
        </span>
        <input
          id={SEARCH_ID}
          type="search"
          aria-label="Search tasks"
          placeholder="Search, or label:… assignee:…"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="field h-9 pl-8"
        />
      </span>
      <IconButton
        label="Filters"
        aria-expanded={filtersOpen}
        aria-controls="filters"
        onClick={onFilters}
        className="aria-expanded:bg-column aria-expanded:text-ink"
      >
        <FilterIcon />
      </IconButton>
    </search>
  );
}

const THEME_ICONS: Record<Theme, () => React.ReactNode> = {
  system: SystemIcon,
  light: SunIcon,
  dark: MoonIcon,
};

function ThemeButton() {
  const theme = useTheme();
  const Icon = THEME_ICONS[theme];
  return (
    <IconButton label={`Theme: ${theme}`} onClick={() => setTheme(nextTheme(theme))}>
      <Icon />
    </IconButton>
  );
}
