// Every icon: 16 × 16, in the color of the text. They decorate; the words stand beside them.
import type { ReactNode } from "react";

function Icon({ children, fill = "none" }: { children: ReactNode; fill?: string }) {
  return (
    <svg
      aria-hidden="true"
      className="size-4 shrink-0"
      viewBox="0 0 16 16"
      fill={fill}
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

const stroke = (path: string) => () => (
  <Icon>
    <path d={path} />
  </Icon>
);

export const PlusIcon = stroke("M8 3v10M3 8h10");
export const CloseIcon = stroke("M4 4l8 8M12 4l-8 8");
export const SearchIcon = stroke("M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3 3");
export const FilterIcon = stroke("M2.5 4h11M4.5 8h7M6.5 12h3");
export const SunIcon = stroke(
  "M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
);
export const MoonIcon = stroke("M13.5 9.6A5.75 5.75 0 0 1 6.4 2.5a5.75 5.75 0 1 0 7.1 7.1Z");
export const SystemIcon = stroke("M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3");
export const KeyboardIcon = stroke(
  "M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6",
);
export const WarningIcon = stroke("M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.5v.01");
export const BlockedIcon = stroke("M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.8 3.8l8.4 8.4");
export const CheckListIcon = stroke("M2 4.5l1.2 1.2L5.4 3.5M2 11l1.2 1.2 2.2-2.2M8 4.5h6M8 11h6");
export const EditIcon = stroke("M10.5 3l2.5 2.5L6 12.5l-3 .5.5-3Z");
export const ArchiveIcon = stroke("M2 3h12v3H2zM3 6v7h10V6M6.5 9h3");
export const UpIcon = stroke("M8 12.5v-9M4 7.5l4-4 4 4");
export const DownIcon = stroke("M8 3.5v9M4 8.5l4 4 4-4");
export const MilestoneIcon = stroke("M4 14V2.5h8L10 5.5l2 3H4");

/** A pie that fills up from the first status to the last. */
export function StatusIcon({ progress }: { progress: number }) {
  const length = 2 * Math.PI * 2.5;
  if (progress === 1) {
    return (
      <Icon>
        <circle cx="8" cy="8" r="6.75" className="fill-done stroke-done" />
        <path d="M5.2 8.2l2 2 3.6-4" className="stroke-card" />
      </Icon>
    );
  }
  return (
    <Icon>
      <circle cx="8" cy="8" r="6" className={progress ? "stroke-doing" : "stroke-faint"} />
      <circle
        cx="8"
        cy="8"
        r="2.5"
        className="stroke-doing"
        strokeLinecap="butt"
        strokeWidth="5"
        strokeDasharray={`${progress * length} ${length}`}
        transform="rotate(-90 8 8)"
      />
    </Icon>
  );
}

/** Three bars, as many filled as the task is urgent. */
export function PriorityIcon({ level }: { level: number }) {
  const bar = (index: number) => (index < level ? "fill-current" : "fill-current opacity-25");
  return (
    <Icon>
      <g stroke="none">
        <rect x="2" y="9" width="3" height="5" rx="1" className={bar(0)} />
        <rect x="6.5" y="6" width="3" height="8" rx="1" className={bar(1)} />
        <rect x="11" y="3" width="3" height="11" rx="1" className={bar(2)} />
      </g>
    </Icon>
  );
}
