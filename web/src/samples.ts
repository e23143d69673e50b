// Tasks and boards for the tests, with all that a test does not care for filled in.
import type { Board, Criterion, Task } from "./api";

type Sample = Partial<Omit<Task, "acceptance_criteria">> & { acceptance_criteria?: Criterion[] };

export function sampleTask(id: string, { acceptance_criteria = [], ...fields }: Sample = {}): Task {
  return {
    id,
    title: `The title of ${id}`,
    status: "To Do",
    assignee: [],
    labels: [],
    dependencies: [],
    priority: null,
    milestone: null,
    created_date: "2026-11-01",
    updated_date: null,
    description: "",
    acceptance_criteria: acceptance_criteria.map((one, index) => ({ index: index + 1, ...one })),
    plan: "",
    notes: "",
    path: `backlog/tasks/${id}.md`,
    revision: `${id} as written first`,
    ...fields,
  };
}

export const sampleBoard = (...tasks: Task[]): Board => ({
  project: { name: "Sample" },
  statuses: ["To Do", "In Progress", "Done"],
  default_status: "To Do",
  done_status: "Done",
  priorities: ["high", "medium", "low"],
  tasks,
  problems: [],
  revision: "1",
});
