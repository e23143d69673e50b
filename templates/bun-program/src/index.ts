import isNumber from "is-number";

export function greeting(name: string): string {
  return isNumber(name) ? `hello, number ${name}` : `hello, ${name}`;
}

if (import.meta.main) {
  console.log(greeting(process.argv[2] ?? "world"));
}
