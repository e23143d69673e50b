// The board in a real browser over the real server: what a person does, and what the files say then.
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { eventually, Page } from "./page";
import { Project } from "./project";

setDefaultTimeout(60_000);

const task = (title: string, front: Record<string, string> = {}, body = "") => ({
  front: { title, ...front },
  body,
});

/** What a test opened, closed again after it. */
const opened: { project: Project; page: Page }[] = [];

async function open(...tasks: Parameters<typeof Project.start>) {
  const project = await Project.start(...tasks);
  const page = await Page.open(project.url);
  opened.push({ project, page });
  return { project, page };
}

afterEach(async () => {
  for (const { project, page } of opened.splice(0)) {
    page[Symbol.dispose]();
    await project[Symbol.asyncDispose]();
  }
});

describe("a new task", () => {
  test("is written to a file and shown", async () => {
    const { project, page } = await open();
    await page.click(["button", "New task"]);
    await page.type("Write the guide");
    await page.click(["textbox", "Description"]);
    await page.type("For **newcomers**.");
    await page.stall();
    await page.click(["button", "Add a criterion"]);
    expect(await page.named()).toBe("Criterion 1");
    await page.type("It is short");
    await page.click(["button", "Create"]);

    await eventually(async () => expect((await page.cards())["To Do"]).toHaveLength(1));
    const [id = ""] = (await page.cards())["To Do"] ?? [];
    const file = await project.read(id);
    expect(file).toContain("title: Write the guide\n");
    expect(file).toContain("For **newcomers**.\n");
    expect(file).toContain("It is short\n");
    expect(page.complaints).toEqual([]);
  });

  test("begins in the column whose plus was clicked", async () => {
    const { project, page } = await open();
    await project.write("task-1 - One.md", "---\nid: task-1\ntitle: One\nstatus: Done\n---\n");
    await page.click(["button", "New task in In Progress"]);
    await page.type("Two");
    await page.press("Enter");
    await eventually(async () => expect((await page.cards())["In Progress"]).toHaveLength(1));
  });

  test("needs a title", async () => {
    const { project, page } = await open();
    await page.click(["button", "New task"]);
    await page.type("   ");
    await page.click(["button", "Create"]);
    expect(await page.evaluate("document.querySelector(':invalid input').validity.valid")).toBe(
      false,
    );
    expect(await project.files("tasks")).toEqual([]);
  });
});

describe("a card", () => {
  test("is dragged to Done", async () => {
    const { project, page } = await open(task("One"), task("Two", { status: "Done" }));
    await page.drag("#card-task-1", ["region", "Done"]);
    await eventually(async () => expect(await project.read("task-1")).toContain("status: Done\n"));
    const columns = { "To Do": [], "In Progress": [], Done: ["task-1", "task-2"] };
    await eventually(async () => expect(await page.cards()).toEqual(columns));
    expect(page.complaints).toEqual([]);
  });

  test("that is dropped where it was changes nothing", async () => {
    const { project, page } = await open(task("One"), task("Two"));
    const before = await project.read("task-1");
    await page.drag("#card-task-1", "#card-task-2");
    await Bun.sleep(300);
    expect(await project.read("task-1")).toBe(before);
  });

  test("is moved with the keyboard, and keeps the focus", async () => {
    const { project, page } = await open(task("One"), task("Two"));
    await page.evaluate("document.getElementById('card-task-1').focus()");
    await page.press("ArrowDown");
    expect(await page.focused()).toBe("card-task-2");
    await page.press(" ");
    await page.press("ArrowRight");
    expect(await page.spoken()).toBe("In Progress, column 2 of 3.");
    await page.press(" ");
    await eventually(async () =>
      expect(await project.read("task-2")).toContain("status: In Progress\n"),
    );
    expect(await page.focused()).toBe("card-task-2");
    expect(await page.spoken()).toBe("task-2 moved to In Progress.");
  });

  test("that is held goes back with Escape", async () => {
    const { project, page } = await open(task("One"));
    await page.evaluate("document.getElementById('card-task-1').focus()");
    await page.press(" ");
    await page.press("ArrowRight");
    await page.press("Escape");
    expect(await page.spoken()).toBe("Move cancelled.");
    expect(await project.read("task-1")).toContain("status: To Do\n");
    expect((await page.cards())["To Do"]).toEqual(["task-1"]);
  });

  test("that changes on disk changes on the board", async () => {
    const { project, page } = await open(task("One"));
    await project.change("task-1", "title: One", "title: Another");
    await eventually(async () => expect(await page.text("#card-task-1")).toContain("Another"));
  });
});

describe("an open task", () => {
  const BODY = `## Description

Some text.

## Acceptance Criteria

- [ ] First
- [x] Second
`;

  test("is edited with a live preview, and only that field of its file changes", async () => {
    const { project, page } = await open(task("One", { custom: "kept" }, BODY));
    const before = await project.read("task-1");
    await page.click("#card-task-1");
    await page.click(["button", "Edit"]);
    await page.click(["textbox", "Description"]);
    await page.evaluate("document.activeElement.select()");
    await page.type("Now **bold**.");
    await eventually(async () =>
      expect(await page.text("section[aria-label='Description, preview'] strong")).toBe("bold"),
    );
    await page.press("Enter", "Control");
    await page.find(["button", "Edit"]);
    const after = await project.read("task-1");
    const bare = (text: string) => text.replace(/^updated_date: .*\n/m, "");
    expect(bare(after)).toBe(bare(before).replace("Some text.", "Now **bold**."));
    expect(page.complaints).toEqual([]);
  });

  test("has its criteria ticked in place", async () => {
    const { project, page } = await open(task("One", {}, BODY));
    await page.click("#card-task-1");
    await page.click(["checkbox", "First"]);
    await eventually(async () => expect(await project.read("task-1")).toContain("- [x] First"));
    expect(await page.text("section[aria-label='Acceptance criteria'] h3")).toEndWith("2 of 2");
  });

  test("closes with Escape, and its card has the focus again", async () => {
    const { page } = await open(task("One"));
    await page.evaluate("document.getElementById('card-task-1').focus()");
    await page.press("Enter");
    await page.find(["button", "Edit"]);
    await page.press("Escape");
    await eventually(async () => expect(await page.focused()).toBe("card-task-1"));
    expect(await page.evaluate("document.querySelector('dialog')")).toBeNull();
  });

  test("gives the focus to its card even in another column", async () => {
    const { project, page } = await open(task("One"));
    await page.evaluate("document.getElementById('card-task-1').focus()");
    await page.press("Enter");
    await page.find(["button", "Edit"]);
    await project.change("task-1", "status: To Do", "status: Done");
    await eventually(async () => expect((await page.cards()).Done).toEqual(["task-1"]));
    await page.press("Escape");
    await eventually(async () => expect(await page.focused()).toBe("card-task-1"));
  });

  test("leads to the tasks that it depends on, and back to the board", async () => {
    const { page } = await open(task("One", { dependencies: "[TASK-2]" }), task("Two"));
    await page.click("#card-task-1");
    await page.click("aside a");
    await eventually(async () => expect(await page.text("dialog h2")).toBe("Two"));
    await page.press("Escape");
    await eventually(async () =>
      expect(await page.evaluate("[document.querySelector('dialog'), location.hash]")).toEqual([
        null,
        "",
      ]),
    );
  });

  test("keeps what was written when it is closed by mistake", async () => {
    const { page } = await open(task("One"));
    await page.click("#card-task-1");
    await page.press("e");
    await page.find(["textbox", "Title"]);
    await page.type(" and a half");
    await page.press("Escape");
    await eventually(async () =>
      expect(await page.text("[role=status]:last-of-type")).toContain("kept"),
    );
    await page.click("#card-task-1");
    await page.find(["textbox", "Title"]);
    expect(await page.evaluate("document.querySelector('form input').value")).toBe(
      "One and a half",
    );
  });

  test("is archived after a question", async () => {
    const { project, page } = await open(task("One"), task("Two"));
    await page.click("#card-task-1");
    await page.click(["button", "Archive"]);
    await page.find(["button", "Keep"]);
    await page.click(["button", "Archive"]);
    await eventually(async () => expect((await page.cards())["To Do"]).toEqual(["task-2"]));
    expect(await project.files("archive/tasks")).toEqual(["task-1 - Sample.md"]);
  });
});

describe("a conflict", () => {
  test("shows the current version and keeps what the user wrote", async () => {
    const { project, page } = await open(task("One"));
    await page.click("#card-task-1");
    await page.press("e");
    await page.find(["textbox", "Title"]);
    await page.type(" of mine");
    await project.change("task-1", "title: One", "title: Theirs");
    // Before the page asks again: the server is the one that notices.
    await page.press("Enter", "Control");

    await page.find(["alert", "Conflict"]);
    expect(await page.text("[aria-label=Conflict]")).toContain("Theirs");
    expect(await page.evaluate("document.querySelector('form input').value")).toBe("One of mine");
    expect(await project.read("task-1")).toContain("title: Theirs\n");

    await page.click(["button", "Save mine"]);
    await eventually(async () =>
      expect(await project.read("task-1")).toContain("title: One of mine\n"),
    );
  });

  test("is settled for the version of the file", async () => {
    const { project, page } = await open(task("One"));
    await page.click("#card-task-1");
    await page.press("e");
    await page.find(["textbox", "Title"]);
    await page.type(" of mine");
    await project.change("task-1", "title: One", "title: Theirs");
    await page.stall();
    await page.click(["button", "Take this"]);
    expect(await page.evaluate("document.activeElement.innerText")).toBe("Save");
    expect(await page.evaluate("document.querySelector('form input').value")).toBe("Theirs");
    await page.press("Enter", "Control");
    await page.find(["button", "Edit"]);
    expect(await project.read("task-1")).toContain("title: Theirs\n");
  });

  test("in another field is none", async () => {
    const { project, page } = await open(task("One"));
    await page.click("#card-task-1");
    await page.press("e");
    await page.find(["textbox", "Title"]);
    await page.type(" of mine");
    await project.change("task-1", "status: To Do", "status: Done");
    await page.press("Enter", "Control");
    await page.find(["button", "Edit"]);
    const file = await project.read("task-1");
    expect(file).toContain("title: One of mine\n");
    expect(file).toContain("status: Done\n");
  });
});

describe("the search", () => {
  test("leaves the tasks that match", async () => {
    const { page } = await open(
      task("Parse the lockfile", { labels: "[parser]" }),
      task("Write the guide", { labels: "[docs]" }, "## Description\n\nAbout the lockfile.\n"),
      task("Sleep"),
    );
    await page.press("/");
    expect(await page.focused()).toBe("search");
    await page.type("lockfile");
    await eventually(async () =>
      expect((await page.cards())["To Do"]).toEqual(["task-1", "task-2"]),
    );
    await page.type(" label:docs");
    await eventually(async () => expect((await page.cards())["To Do"]).toEqual(["task-2"]));
  });

  test("is made of switches too, and cleared", async () => {
    const { page } = await open(task("One", { labels: "[docs]" }), task("Two"));
    await page.click(["button", "Filters"]);
    await page.click(["button", "docs"]);
    await eventually(async () => expect((await page.cards())["To Do"]).toEqual(["task-1"]));
    await page.click(["searchbox", "Search tasks"]);
    await page.type(" nothing-like-it");
    await page.click(["button", "Clear the search"]);
    await eventually(async () =>
      expect((await page.cards())["To Do"]).toEqual(["task-1", "task-2"]),
    );
  });
});

describe("the theme", () => {
  const isDark = (page: Page) =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data[0] < 128;
    })()`);

  test("is the system's until the user chooses one, which stays", async () => {
    const { page } = await open(task("One"));
    await page.prefer("light");
    expect(await isDark(page)).toBe(false);
    await page.prefer("dark");
    expect(await isDark(page)).toBe(true);
    await page.click(["button", "Theme: system"]);
    expect(await isDark(page)).toBe(false);
    await page.reload();
    await page.find(["button", "Theme: light"]);
    expect(await isDark(page)).toBe(false);
  });
});

describe("what a file says", () => {
  const HOSTILE = `## Description

<script>window.harmed = 1</script>
<img src="x" onerror="window.harmed = 2">
<iframe src="https://example.org/"></iframe>
<form action="https://example.org/"><button formaction="https://example.org/">Send</button></form>
<style>body { display: none }</style>
<p class="fixed inset-0" id="root" style="color: red">plain</p>
<svg><a href="javascript:window.harmed = 3"><text>x</text></a></svg>

[link](javascript:window.harmed=4) [fine](https://example.org/) ![picture](https://example.org/p.png)

- [ ] <img src=x onerror="window.harmed = 5">
`;

  test("neither runs, nor loads, nor looks like the page", async () => {
    const { page } = await open(task("<b>One</b>", { labels: '["<i>label</i>"]' }, HOSTILE));
    expect(await page.text("#card-task-1")).toContain("<b>One</b>");
    await page.click("#card-task-1");
    await page.text("section[aria-label=Description] .markdown p");
    await Bun.sleep(300);
    const found = await page.evaluate<Record<string, unknown>>(`(() => {
      const all = [...document.querySelectorAll("section[aria-label=Description] .markdown *")];
      return {
        harmed: window.harmed ?? null,
        tags: [...new Set(all.map((one) => one.localName))].toSorted(),
        attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))].toSorted(),
        links: all.filter((one) => one.localName === "a").map((one) => one.getAttribute("href")),
      };
    })()`);
    expect(found).toEqual({
      harmed: null,
      tags: ["a", "img", "li", "p", "span", "ul"],
      attributes: ["alt", "class", "href", "rel", "target"],
      links: [null, "https://example.org/", "https://example.org/p.png"],
    });
    expect(await page.evaluate("getComputedStyle(document.body).display")).toBe("block");
  });

  test("that is no task is shown as a problem", async () => {
    const { project, page } = await open(task("One"));
    await project.write("task-2 - Broken.md", "---\ntitle: [\n---\n");
    await page.click(".group summary");
    await eventually(async () =>
      expect(await page.text(".group ul")).toContain("backlog/tasks/task-2 - Broken.md"),
    );
    expect(await page.text(".group summary")).toContain("1 file cannot be read as a task");
  });
});

test("a status that the project does not know has a column behind the others", async () => {
  const { project, page } = await open(task("One", { status: "Waiting" }));
  expect(Object.keys(await page.cards())).toEqual(["To Do", "In Progress", "Done", "Waiting"]);
  await page.drag("#card-task-1", ["region", "To Do"]);
  await eventually(async () => expect(await project.read("task-1")).toContain("status: To Do\n"));
  await eventually(async () => expect(Object.keys(await page.cards())).toHaveLength(3));
});

test("without tasks the board says how to begin", async () => {
  const { page } = await open();
  expect(await page.text("main")).toContain("No tasks yet");
});

test("without a server the board stays, and says so", async () => {
  const { project, page } = await open(task("One"));
  await project.stop();
  await eventually(async () =>
    expect(await page.text("[role=status]")).toContain("does not answer"),
  );
  expect((await page.cards())["To Do"]).toEqual(["task-1"]);
});

test("on a phone a column fills the width, and nothing sticks out", async () => {
  const { page } = await open(task("One ".repeat(40)), task("Two", { status: "Done" }));
  await page.resize(390, 844);
  expect(await page.evaluate("document.scrollingElement.scrollWidth")).toBe(390);
  await page.click("nav button:last-child");
  await eventually(async () => expect((await page.find("#card-task-2")).x).toBeWithin(0, 390));
});

test("everything that can be used has a name", async () => {
  const { page } = await open(
    task("One", { labels: "[docs]", dependencies: "[task-2]" }),
    task("Two"),
  );
  const nameless = async () => (await page.controls()).filter(({ name }) => name === "");
  await page.click(["button", "Filters"]);
  expect(await nameless()).toEqual([]);
  await page.click("#card-task-1");
  expect(await nameless()).toEqual([]);
  await page.press("e");
  await page.find(["textbox", "Title"]);
  expect(await nameless()).toEqual([]);
  expect((await page.controls()).length).toBeGreaterThan(10);
});

test("the focus can be seen on everything that Tab reaches", async () => {
  const { page } = await open(task("One"), task("Two", { status: "Done" }));
  const seen = new Set<string>();
  for (let presses = 0; presses < 12; presses++) {
    await page.press("Tab");
    const [name, outline] = await page.evaluate<[string, string]>(`(() => {
      const { activeElement: one } = document;
      if (one === document.body) return ["body", ""];
      return [one.id || one.ariaLabel || one.innerText, getComputedStyle(one).outlineStyle];
    })()`);
    if (name === "body") continue;
    expect([name, outline]).toEqual([name, "solid"]);
    seen.add(name);
  }
  for (const name of ["search", "Filters", "Theme: system", "New task in Done", "card-task-1"]) {
    expect([...seen]).toContain(name);
  }
});
