// The board as this page knows it: what the server said last, and what is on its way to it.
import {
  type Api,
  type Board,
  type Change,
  Conflict,
  type NewTask,
  Refused,
  type Task,
  Unreachable,
} from "./api";
import { collides } from "./model/draft";

export interface Snapshot {
  /** `null` until the server answered once. */
  board: Board | null;
  /** Why what is shown may be old. */
  trouble: string | null;
}

interface Pending {
  id: string;
  change: Change;
}

export class BoardStore {
  #board: Board | null = null;
  #etag: string | null = null;
  #trouble: string | null = null;
  /** What the server has not answered yet. */
  #pending: Pending[] = [];
  /** Counts the changes, to tell an answer that is older than one of them. */
  #changes = 0;
  #snapshot: Snapshot = { board: null, trouble: null };
  #listeners = new Set<() => void>();

  constructor(readonly api: Api) {}

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = () => this.#snapshot;

  /** Asks for the board; says in the snapshot if that fails. */
  async refresh(): Promise<void> {
    const changes = this.#changes;
    try {
      const answer = await this.api.board(this.#etag);
      if (changes !== this.#changes) return;
      this.#trouble = null;
      if (answer) {
        this.#board = answer.board;
        this.#etag = answer.etag;
      }
    } catch (error) {
      this.#trouble = troubleOf(error);
    }
    this.#publish();
  }

  async create(task: NewTask): Promise<Task> {
    const created = await this.#counted(this.api.create(task));
    this.#replace(created);
    return created;
  }

  /**
   * Shows the change at once and sends it. Where the file changed meanwhile, but not in these
   * fields, it is sent again for the new version.
   *
   * @throws {Conflict} if the file changed in these fields; the board then shows that version.
   */
  async edit(task: Task, change: Change): Promise<Task> {
    const pending = { id: task.id, change };
    this.#pending.push(pending);
    this.#publish();
    try {
      const edited = await this.#counted(this.#editCurrent(task, change));
      this.#replace(edited);
      return edited;
    } catch (error) {
      if (error instanceof Conflict) this.#replace(error.current);
      throw error;
    } finally {
      this.#pending = this.#pending.filter((one) => one !== pending);
      this.#publish();
    }
  }

  async archive(task: Task): Promise<void> {
    await this.#counted(this.api.archive(task.id, task.revision));
    this.#setTasks((tasks) => tasks.filter(({ id }) => id !== task.id));
  }

  async #editCurrent(task: Task, change: Change): Promise<Task> {
    try {
      return await this.api.edit(task.id, task.revision, change);
    } catch (error) {
      if (!(error instanceof Conflict) || collides(task, error.current, change)) throw error;
      return this.api.edit(task.id, error.current.revision, change);
    }
  }

  /** An answer to `refresh` that was asked for before a change ended does not count. */
  async #counted<T>(request: Promise<T>): Promise<T> {
    this.#changes += 1;
    return request.finally(() => {
      this.#changes += 1;
    });
  }

  #replace(task: Task) {
    this.#setTasks((tasks) =>
      tasks.some(({ id }) => id === task.id)
        ? tasks.map((one) => (one.id === task.id ? task : one))
        : [...tasks, task],
    );
  }

  #setTasks(next: (tasks: Task[]) => Task[]) {
    if (this.#board) this.#board = { ...this.#board, tasks: next(this.#board.tasks) };
    this.#etag = null;
    this.#publish();
  }

  #publish() {
    const board = this.#board && withChanges(this.#board, this.#pending);
    this.#snapshot = { board, trouble: this.#trouble };
    for (const listener of this.#listeners) listener();
  }
}

function withChanges(board: Board, pending: Pending[]): Board {
  const changed = (task: Task): Task =>
    pending.filter(({ id }) => id === task.id).reduce(withChange, task);
  return pending.length ? { ...board, tasks: board.tasks.map(changed) } : board;
}

function withChange(task: Task, { change }: Pending): Task {
  const criteria = change.acceptance_criteria ?? task.acceptance_criteria;
  const numbered = criteria.map((criterion, index) => ({ index: index + 1, ...criterion }));
  return { ...task, ...change, acceptance_criteria: numbered, updated_date: now() };
}

/** As the server will write it, so that the card is in its place from the start. */
const now = () => new Date().toISOString().slice(0, 16).replace("T", " ");

/** A sentence for a request that failed. */
export function troubleOf(error: unknown): string {
  if (error instanceof Unreachable) return "backlog does not answer. Is `backlog browser` running?";
  if (error instanceof Refused) return error.message;
  return `The server's answer makes no sense: ${error instanceof Error ? error.message : error}`;
}
