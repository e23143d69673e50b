// A color for a name: the same name has the same color everywhere.

/** Degrees on the color wheel. FNV-1a spreads names that differ in a letter. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name.toLowerCase()) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % 360;
}

/** Of "@sara", "Sara Lind" or "sara.lind@example.org": one or two letters. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^@/, "")
    .replace(/@.*$/, "")
    .split(/[\s._-]+/)
    .filter(Boolean);
  const first = (word: string | undefined) => (word ? ([...word][0] ?? "") : "");
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toUpperCase();
}
