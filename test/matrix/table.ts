import type { Row } from "./rows.ts";
import type { Releases } from "./try-row.ts";

/** What came of a row. */
export interface Outcome {
  readonly row: Row;
  /** Left out: it failed. */
  readonly releases?: Releases;
}

/** The table, in Markdown. */
export function table(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ row, releases }) => [
    releases?.node ?? row.node,
    releases?.sdk ?? row.sdk,
    language(row, releases),
    installation(row, releases),
    releases === undefined ? "**fails**" : "works",
  ]);
  return [
    ["Node.js", "`@pulumi/pulumi`", "program", "installed by", "up, up, destroy"],
    ["---", "---", "---", "---", "---"],
    ...lines,
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function language({ language: written }: Row, releases?: Releases): string {
  if (typeof written === "string") return written;
  const by = written.by === "tsx" ? ", tsx" : "";
  return `TypeScript ${releases?.typescript ?? written.typescript}${by}`;
}

/** The release stands behind the package manager's name. */
function installation({ installation: name }: Row, releases?: Releases): string {
  const [manager = "", ...how] = name.split(", ");
  const release = releases === undefined ? manager : `${manager.replace(/ \d+$/, "")} ${releases.manager}`;
  return [release, ...how].join(", ");
}
