// Markdown to elements. A task file is not trusted: whatever could run, load, submit or pass for
// a part of this page is left out.
import DOMPurify, { type Config } from "dompurify";
import { Marked } from "marked";
import { useLayoutEffect, useRef } from "react";

const marked = new Marked({ gfm: true, async: false });

const ALLOWED: Config = {
  // biome-ignore format: a list to read as a whole
  ALLOWED_TAGS: [
    "a", "b", "blockquote", "br", "code", "dd", "del", "details", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "s", "samp", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "var",
  ],
  // No class, id or style: text that looks like a part of the board could ask for anything.
  // biome-ignore format: a list to read as a whole
  ALLOWED_ATTR: [
    "align", "alt", "checked", "disabled", "href", "open", "src", "start", "title", "type",
  ],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  // Attributes are taken for addresses unless they are listed.
  ADD_URI_SAFE_ATTR: ["align", "start", "type"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
};

function render(html: string): DocumentFragment {
  const safe = DOMPurify.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
  for (const input of safe.querySelectorAll("input")) input.replaceWith(...markOf(input));
  for (const image of safe.querySelectorAll("img")) keepIfHere(image);
  for (const link of safe.querySelectorAll("a")) leadAway(link);
  return safe;
}

/** The one input that Markdown has is the check box of a list, which is there to be read. */
function markOf({ type, checked }: HTMLInputElement): HTMLElement[] {
  if (type !== "checkbox") return [];
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.textContent = checked ? "☑ " : "☐ ";
  return [mark];
}

/** The server's policy lets no image in from elsewhere; such a one becomes a link. */
function keepIfHere(image: HTMLImageElement) {
  image.setAttribute("alt", image.alt);
  if (!/^https?:/i.test(image.src)) return;
  const link = document.createElement("a");
  link.href = image.src;
  link.textContent = image.alt || image.src;
  image.replaceWith(link);
}

function leadAway(link: HTMLAnchorElement) {
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
}

export function Markdown({ text }: { text: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () => ref.current?.replaceChildren(render(marked.parse(text, { async: false }))),
    [text],
  );
  return <div ref={ref} className="markdown" />;
}

/** Of one line: emphasis, code and links, but no blocks. */
export function InlineMarkdown({ text }: { text: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(
    () => ref.current?.replaceChildren(render(marked.parseInline(text, { async: false }))),
    [text],
  );
  return <span ref={ref} className="markdown" />;
}
