// What is tried: not every combination, but every version, kind of program and package manager at least once, and the
// oldest of one with the newest of another.

/** How a program is written. */
export type Language =
  | "CommonJS"
  | "ES module"
  /** By the compiler that Pulumi's SDK runs, or by tsx. */
  | { readonly typescript: string; readonly by: "the SDK" | "tsx" };

/** How its packages are installed. */
export type Installation =
  | "npm"
  | "npm, install-strategy=linked, library"
  | "pnpm"
  | "pnpm 10, hoist: false, library"
  | "pnpm, virtualStoreDir elsewhere, library"
  | "Yarn, Plug'n'Play"
  | "Yarn, Plug'n'Play, library"
  | "Yarn 1"
  | "Bun, isolated, library";

/** One line of the table. */
export interface Row {
  /** Version of the npm package `node`. */
  readonly node: string;
  /** Version of `@pulumi/pulumi`. */
  readonly sdk: string;
  readonly language: Language;
  readonly installation: Installation;
}

const [OLD, MIDDLE, NEW] = ["20.19", "22", "24"] as const;
const [FIRST_SDK, LAST_FOR_NODE_20, NEWEST] = ["3.216", "3.248", "latest"] as const;

function row(
  node: string,
  sdk: string,
  language: Language = "CommonJS",
  installation: Installation = "npm",
): Row {
  return { node, sdk, language, installation };
}

const typescript = (version: string): Language => ({ typescript: version, by: "the SDK" });

export const rows: readonly Row[] = [
  row(OLD, FIRST_SDK),
  row(OLD, LAST_FOR_NODE_20, "ES module"),
  row(OLD, NEWEST),
  row(MIDDLE, FIRST_SDK, "ES module"),
  row(MIDDLE, LAST_FOR_NODE_20),
  row(MIDDLE, NEWEST, "ES module"),
  row(NEW, FIRST_SDK),
  row(NEW, LAST_FOR_NODE_20, "ES module"),
  row(NEW, NEWEST),
  row(OLD, FIRST_SDK, typescript("4.9")),
  row(NEW, NEWEST, typescript("4.9")),
  row(OLD, LAST_FOR_NODE_20, typescript("5.0")),
  row(MIDDLE, NEWEST, typescript("5.9")),
  row(NEW, NEWEST, typescript("6.0")),
  row(OLD, LAST_FOR_NODE_20, { typescript: "6.0", by: "tsx" }),
  row(MIDDLE, NEWEST, { typescript: "7.0", by: "tsx" }),
  row(NEW, FIRST_SDK, { typescript: "7.0", by: "tsx" }),
  row(MIDDLE, NEWEST, "CommonJS", "npm, install-strategy=linked, library"),
  row(MIDDLE, NEWEST, "ES module", "pnpm"),
  row(OLD, FIRST_SDK, "CommonJS", "pnpm 10, hoist: false, library"),
  row(NEW, NEWEST, typescript("5.9"), "pnpm, virtualStoreDir elsewhere, library"),
  row(MIDDLE, NEWEST, "CommonJS", "Yarn, Plug'n'Play"),
  row(NEW, LAST_FOR_NODE_20, "CommonJS", "Yarn, Plug'n'Play, library"),
  row(OLD, LAST_FOR_NODE_20, "CommonJS", "Yarn 1"),
  row(NEW, NEWEST, "CommonJS", "Bun, isolated, library"),
];

/** A row in one line. */
export function title({ node, sdk, language, installation }: Row): string {
  const written =
    typeof language === "string" ? language : `TypeScript ${language.typescript} by ${language.by}`;
  return `Node.js ${node}, @pulumi/pulumi ${sdk}, ${written}, ${installation}`;
}
