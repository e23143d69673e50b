// The board in headless Chromium, found and used as its users do: by role and name, with the mouse
// and the keyboard.
import { needed } from "./needed";

const CHROMIUM = needed("CHROMIUM");
/** So long a thing may take to happen. */
const PATIENCE = 8000;

// biome-ignore format: a list to read as a whole
const CONTROLS = ["button", "link", "textbox", "searchbox", "combobox", "checkbox", "listbox", "dialog"];

/** An element: by the role and name that assistive technology is told, or by a selector. */
type Target = [role: string, name: string] | string;

interface Point {
  x: number;
  y: number;
}

export class Page implements Disposable {
  /** What the page did that its security policy forbids, and what it threw. */
  readonly complaints: string[] = [];

  private constructor(private readonly view: Bun.WebView) {}

  static async open(url: string, size = { width: 1280, height: 800 }): Promise<Page> {
    const view = new Bun.WebView({
      ...size,
      backend: { type: "chrome", url: false, path: CHROMIUM, argv: flags() },
    });
    const page = new Page(view);
    await view.navigate("about:blank");
    await page.listen();
    await view.navigate(url);
    await page.find("h1");
    return page;
  }

  [Symbol.dispose]() {
    this.view.close();
  }

  async click(target: Target): Promise<void> {
    const at = await this.find(target);
    await this.mouse("mousePressed", at);
    await this.mouse("mouseReleased", at);
  }

  /** Drags with the mouse, in steps as a hand does. */
  async drag(from: Target, to: Target): Promise<void> {
    const [start, end] = [await this.find(from), await this.find(to)];
    await this.mouse("mousePressed", start);
    for (const part of [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1, 1]) {
      const x = start.x + (end.x - start.x) * part;
      const y = start.y + (end.y - start.y) * part;
      await this.mouse("mouseMoved", { x, y });
      await this.frame();
    }
    await this.mouse("mouseReleased", end);
  }

  press = (key: string, ...modifiers: Bun.WebView.Modifier[]) =>
    this.view.press(key, { modifiers });

  type = (text: string) => this.view.type(text);

  evaluate = <T>(expression: string) => this.view.evaluate<T>(expression);

  /** The text that an element shows, without what is only for screen readers. */
  async text(selector: string): Promise<string> {
    await this.find(selector);
    return this.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).innerText`);
  }

  /** The ids of the cards of each column. */
  cards = () =>
    this.evaluate<Record<string, string[]>>(`Object.fromEntries(
      [...document.querySelectorAll("main section")].map((column) => [
        column.querySelector("h2").innerText,
        [...column.querySelectorAll("li > a")].map((card) => card.id.replace("card-", "")),
      ]),
    )`);

  /** What was said last to screen readers. */
  spoken = () => this.evaluate<string>("document.querySelector('[aria-live]').textContent");

  /** The name of what has the focus. */
  named = () => this.evaluate<string>("document.activeElement.ariaLabel");

  /** All that can be used, as assistive technology is told of it. */
  async controls(): Promise<{ role: string; name: string }[]> {
    type Value = { value: string } | undefined;
    type Node = { ignored: boolean; role: Value; name: Value };
    const { nodes } = await this.view.cdp<{ nodes: Node[] }>("Accessibility.getFullAXTree");
    return nodes
      .filter(({ ignored, role }) => !ignored && CONTROLS.includes(role?.value ?? ""))
      .map(({ role, name }) => ({ role: role?.value ?? "", name: name?.value ?? "" }));
  }

  focused = () => this.evaluate<string>("document.activeElement.id");

  /** Emulates a system in light or dark colors. */
  prefer = (scheme: "light" | "dark") =>
    this.view.cdp("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });

  resize = (width: number, height: number) =>
    this.view.cdp("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });

  /** From now on no frame comes to the page, as it is for a while where the machine is busy. */
  stall = () => this.evaluate("void (window.requestAnimationFrame = () => 0)");

  reload = () => this.view.reload();

  async screenshot(file: string): Promise<void> {
    await Bun.write(file, await this.view.screenshot());
  }

  /** Waits for the element, brings it into view, and says where its middle is. */
  async find(target: Target): Promise<Point> {
    return eventually(async () => {
      const node = typeof target === "string" ? await this.select(target) : await this.ask(target);
      await this.view.cdp("DOM.scrollIntoViewIfNeeded", node);
      const { model } = await this.view.cdp<{ model: { border: number[] } }>(
        "DOM.getBoxModel",
        node,
      );
      const [left = 0, top = 0, , , right = 0, bottom = 0] = model.border;
      return { x: (left + right) / 2, y: (top + bottom) / 2 };
    });
  }

  /** Whether assistive technology is told of such an element. */
  async has(role: string, name: string): Promise<boolean> {
    return this.ask([role, name]).then(
      () => true,
      () => false,
    );
  }

  private async select(selector: string) {
    const { root } = await this.view.cdp<{ root: { nodeId: number } }>("DOM.getDocument");
    const query = { nodeId: root.nodeId, selector };
    const { nodeId } = await this.view.cdp<{ nodeId: number }>("DOM.querySelector", query);
    if (nodeId === 0) throw new Error(`no element is ${selector}`);
    return { nodeId };
  }

  private async ask([role, accessibleName]: [string, string]) {
    const { root } = await this.view.cdp<{ root: { nodeId: number } }>("DOM.getDocument");
    const query = { nodeId: root.nodeId, role, accessibleName };
    type Answer = { nodes: { ignored: boolean; backendDOMNodeId: number }[] };
    const { nodes } = await this.view.cdp<Answer>("Accessibility.queryAXTree", query);
    const node = nodes.find(({ ignored }) => !ignored);
    if (!node) throw new Error(`no ${role} is named "${accessibleName}"`);
    return { backendNodeId: node.backendDOMNodeId };
  }

  private mouse = (type: string, at: Point) =>
    this.view.cdp("Input.dispatchMouseEvent", {
      type,
      ...at,
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: 1,
    });

  private frame = () =>
    this.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");

  private async listen() {
    type Entry = { entry: { source: string; text: string } };
    this.on<Entry>("Log.entryAdded", ({ entry }) => {
      if (entry.source === "security") this.complaints.push(entry.text);
    });
    type Thrown = { exceptionDetails: { text: string; exception?: { description: string } } };
    this.on<Thrown>("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) => {
      this.complaints.push(exception?.description ?? text);
    });
    await this.view.cdp("Log.enable");
    await this.view.cdp("Runtime.enable");
  }

  private on<T>(event: string, heard: (data: T) => void) {
    this.view.addEventListener(event, (message) => heard((message as { data?: T }).data as T));
  }
}

function flags(): string[] {
  const quiet = ["quic", "background-networking", "component-update", "sync"];
  const flags = quiet.map((part) => `--disable-${part}`);
  // Chromium's own sandbox refuses root.
  return process.getuid?.() === 0 ? [...flags, "--no-sandbox"] : flags;
}

/** Tries again until it succeeds, and fails as it failed last. */
export async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE;
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await Bun.sleep(50);
    }
  }
}
