// The server's JSON API: the shape of what it answers, and one method a request.

export interface Criterion {
  text: string;
  checked: boolean;
}

/** One Markdown file, as the server reads it. Dates are as the file has them. */
export interface Task {
  id: string;
  title: string;
  status: string;
  assignee: string[];
  labels: string[];
  dependencies: string[];
  priority: string | null;
  milestone: string | null;
  created_date: string | null;
  updated_date: string | null;
  description: string;
  acceptance_criteria: (Criterion & { index: number })[];
  plan: string;
  notes: string;
  path: string;
  /** Changes with every change of the file. */
  revision: string;
}

/** A file that is not a task that can be read; it is on no column. */
export interface Problem {
  path: string;
  message: string;
}

export interface Board {
  project: { name: string };
  /** The project's, and behind them what else tasks have. */
  statuses: string[];
  /** Of a new task. */
  default_status: string;
  /** Of finished tasks. */
  done_status: string;
  priorities: string[];
  tasks: Task[];
  problems: Problem[];
  revision: string;
}

/** What a request may change of a task. */
export interface Fields {
  title: string;
  status: string;
  assignee: string[];
  labels: string[];
  dependencies: string[];
  priority: string | null;
  milestone: string | null;
  description: string;
  acceptance_criteria: Criterion[];
  plan: string;
  notes: string;
}

export type Change = Partial<Fields>;
export type NewTask = Change & { title: string };

/** The server refused, and says why. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** The file is not what the change was made from. */
export class Conflict extends Refused {
  constructor(
    message: string,
    readonly current: Task,
  ) {
    super(message, 409);
  }
}

/** No server answers. */
export class Unreachable extends Error {}

export interface Api {
  /** The board; `null` if it is still the one that `etag` names. */
  board(etag: string | null): Promise<{ board: Board; etag: string } | null>;
  create(task: NewTask): Promise<Task>;
  edit(id: string, revision: string, change: Change): Promise<Task>;
  archive(id: string, revision: string): Promise<void>;
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export function httpApi(request: Fetch = (path, init) => fetch(path, init)): Api {
  const send = (method: string, path: string, body: object) =>
    ask(request, path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    board: (etag) => board(request, etag),
    create: async (task) => (await send("POST", "/api/tasks", task)).json(),
    edit: async (id, revision, change) =>
      (await send("PATCH", taskPath(id), { revision, ...change })).json(),
    archive: async (id, revision) => {
      await send("POST", `${taskPath(id)}/archive`, { revision });
    },
  };
}

const taskPath = (id: string) => `/api/tasks/${encodeURIComponent(id)}`;

async function board(request: Fetch, etag: string | null) {
  const headers: HeadersInit = etag ? { "If-None-Match": etag } : {};
  const response = await ask(request, "/api/board", { headers });
  if (response.status === 304) return null;
  const board: Board = await response.json();
  return { board, etag: response.headers.get("ETag") ?? "" };
}

async function ask(request: Fetch, path: string, init: RequestInit): Promise<Response> {
  const response = await request(path, { ...init, cache: "no-store" }).catch((error: unknown) => {
    throw new Unreachable("The server does not answer.", { cause: error });
  });
  if (response.ok || response.status === 304) return response;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<Refused> {
  const body: { error?: string; current?: Task } = await response.json().catch(() => ({}));
  const message = body.error ?? `The server answered ${response.status}.`;
  return response.status === 409 && body.current
    ? new Conflict(message, body.current)
    : new Refused(message, response.status);
}
