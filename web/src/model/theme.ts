// Light or dark: the system's choice unless the user made one.

export type Theme = "system" | "light" | "dark";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

export const nextTheme = (theme: Theme): Theme => NEXT[theme];

export const readTheme = (stored: string | null): Theme =>
  stored === "light" || stored === "dark" ? stored : "system";
