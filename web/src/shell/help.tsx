import { IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { CloseIcon } from "../ui/icons";

const KEYS: [keys: string, does: string][] = [
  ["/", "Search"],
  ["N", "New task"],
  ["← ↑ ↓ →", "From card to card"],
  ["Enter", "Open the task"],
  ["Space", "Lift the card; arrows move it, Space drops it"],
  ["E", "Edit the open task"],
  ["Ctrl Enter", "Save"],
  ["Esc", "Close, or cancel a move"],
  ["?", "This list"],
];

const TERMS: [term: string, finds: string][] = [
  ["parser nix", "tasks with both words"],
  ["label:docs label:web", "either label"],
  ["assignee:sara -priority:low", "hers, but not of low priority"],
  ['milestone:"First release"', "values with spaces"],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts and search" onClose={onClose} size="small">
      <div className="overflow-y-auto p-5">
        <div className="flex items-center">
          <h2 className="font-semibold">Keyboard</h2>
          <IconButton label="Close" onClick={onClose} className="ml-auto">
            <CloseIcon />
          </IconButton>
        </div>
        <List rows={KEYS} />
        <h2 className="mt-5 font-semibold">Search</h2>
        <List rows={TERMS} />
      </div>
    </Dialog>
  );
}

function List({ rows }: { rows: [string, string][] }) {
  return (
    <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
      {rows.map(([term, meaning]) => (
        <div key={term} className="contents">
          <dt>
            <kbd className="rounded bg-column px-1.5 py-0.5 font-mono text-xs">{term}</kbd>
          </dt>
          <dd className="text-muted">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
