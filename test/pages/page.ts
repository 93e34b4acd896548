import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A row of an error table. A code or message may hold `%s`, which the cloud fills in. */
export interface Row {
  readonly status: number;
  readonly code: string;
  /** Null: the page was not at hand, only its codes. */
  readonly message: string | null;
}

/** The error table of one page, word for word as it stands there. */
export interface Page {
  /** Its name, and where it is. */
  readonly page: string;
  /** Of the page, or when it was read. */
  readonly date: string;
  readonly operation: string;
  readonly rows: readonly Row[];
}

/** A table in `tables/`. */
export function readPage(name: string): Page {
  return JSON.parse(readFileSync(join(__dirname, "tables", `${name}.json`), "utf8"));
}

/** What tells a row apart: its code, and its message too where the page has the code more than once. */
export function keyOf({ rows }: Page, { code, message }: Row): string {
  return rows.filter((row) => row.code === code).length === 1 ? code : `${code}: ${message}`;
}
