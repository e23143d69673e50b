import leftPad from "left-pad";

export const pad = (text: string): string => leftPad(text, 5, "_");
