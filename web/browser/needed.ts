// Where the programs are that these tests are about: `cargo xtask test` finds them.

export function needed(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set; run \`cargo xtask test\``);
  return value;
}
