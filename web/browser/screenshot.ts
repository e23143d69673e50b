// Takes docs/board.png anew: BACKLOG=… CHROMIUM=… bun browser/screenshot.ts [FILE]
import { Page } from "./page";
import { Project } from "./project";

const criteria = (met: number, ...texts: string[]) =>
  `## Acceptance Criteria\n\n${texts.map((text, i) => `- [${i < met ? "x" : " "}] ${text}\n`).join("")}`;

await using project = await Project.start(
  {
    front: { title: "Plan the release", status: "Done", labels: "[release]", assignee: "['@ida']" },
    body: criteria(2, "Scope is agreed", "Dates are known"),
  },
  {
    front: {
      title: "Choose a license",
      status: "Done",
      labels: "[legal]",
      updated_date: "'2026-11-20'",
    },
  },
  {
    front: {
      title: "Write the getting started guide",
      status: "In Progress",
      priority: "high",
      labels: "[docs]",
      assignee: "['@ida', '@tomas']",
      milestone: "First release",
    },
    body: criteria(2, "Installation", "A first task", "Moving it to Done", "Screenshots"),
  },
  {
    front: {
      title: "Keep unknown front matter when a task is edited",
      status: "In Progress",
      priority: "medium",
      labels: "[files, bug]",
      assignee: "['@mei']",
    },
    body: criteria(1, "Byte for byte", "Comments too"),
  },
  {
    front: {
      title: "Package for Debian and Nix",
      priority: "high",
      labels: "[packaging, release]",
      dependencies: "[task-3]",
      assignee: "['@tomas']",
    },
    body: criteria(0, "Builds without network", "Completions are installed"),
  },
  { front: { title: "Search by milestone", priority: "medium", labels: "[search]" } },
  {
    front: {
      title: "Announce the first release on the mailing list and in the chat",
      labels: "[release]",
      dependencies: "[task-5]",
    },
  },
  { front: { title: "Draw an icon", priority: "low", labels: "[design]", assignee: "['@mei']" } },
);
using page = await Page.open(project.url);
await page.resize(1280, 640);
await page.prefer("light");
await page.find("#card-task-8");
await page.screenshot(process.argv[2] ?? `${import.meta.dir}/../../docs/board.png`);
