import { commonErrors } from "../alibaba/common-errors.ts";
import { ecrErrors } from "../alibaba/ecr-errors.ts";
import { ecsErrors } from "../alibaba/ecs-errors.ts";
import { stsErrors } from "../alibaba/sts-errors.ts";
import { vpcErrors } from "../alibaba/vpc-errors.ts";
import { type ErrorFact, hasCode } from "../http/errors.ts";
import { eventGridErrors, eventGridNotFound } from "../huawei/eg-errors.ts";
import { gatewayErrors } from "../huawei/gateway-errors.ts";
import { iamErrors } from "../huawei/iam-errors.ts";
import { passingErrors } from "./passing-errors.ts";

// What every code means, operation by operation, from the tables that the operations themselves read their errors by.
// Nothing here loads a schema or the network.

/** The rows of one operation, or of what many have in common; the first that fits counts. */
interface Table {
  readonly cloud: "Alibaba Cloud" | "Huawei Cloud";
  /** `Vpc.ConnectRouterInterface` */
  readonly operation: string;
  readonly facts: readonly ErrorFact[];
  /** When the rows count, where it is not always. */
  readonly when?: string;
}

/** One meaning of a code. */
export interface Meaning extends Omit<ErrorFact, "message"> {
  readonly cloud: Table["cloud"];
  /** Which operations it has this meaning at. */
  readonly operations: readonly string[];
  /** What tells it apart from other meanings of the code at these operations. */
  readonly when?: string;
}

const ofAlibaba = (service: string, errors: Readonly<Record<string, readonly ErrorFact[]>>): Table[] =>
  Object.entries(errors).map(([name, facts]) => ({
    cloud: "Alibaba Cloud",
    operation: `${service}.${name}`,
    facts,
  }));

const TABLES: readonly Table[] = [
  ...ofAlibaba("Vpc", vpcErrors),
  ...ofAlibaba("ExpressConnectRouter", ecrErrors),
  ...ofAlibaba("Ecs", ecsErrors),
  ...ofAlibaba("Sts", stsErrors),
  {
    cloud: "Alibaba Cloud",
    operation: "any other operation",
    facts: [...commonErrors, ...passingErrors],
  },
  { cloud: "Huawei Cloud", operation: "EventGrid, any operation on connections", facts: eventGridErrors },
  {
    cloud: "Huawei Cloud",
    operation: "EventGrid, any operation on connections",
    facts: [eventGridNotFound],
    when: "with HTTP 404",
  },
  { cloud: "Huawei Cloud", operation: "IAM and STS, any operation", facts: iamErrors },
  { cloud: "Huawei Cloud", operation: "the API gateway, at any operation", facts: gatewayErrors },
];

/** Every row once, with the operations that have it. */
export function allMeanings(): Meaning[] {
  return merged(TABLES.flatMap((table) => table.facts.map((fact) => ({ table, fact }))));
}

/** What a code means, at each operation that knows it. */
export function meaningsOf(code: string): Meaning[] {
  const rows = TABLES.flatMap((table) => {
    const fitting = table.facts.filter((fact) => hasCode(fact, code));
    // A row without a message is for all that those before it leave over.
    const last = fitting.findIndex(({ message }) => message === undefined);
    return fitting.slice(0, last < 0 ? undefined : last + 1).map((fact) => ({ table, fact }));
  });
  const always = rows.filter(({ table }) => table.when === undefined);
  return merged(always.length > 0 ? always : rows);
}

function merged(rows: readonly { table: Table; fact: ErrorFact }[]): Meaning[] {
  const meanings = new Map<string, Meaning>();
  for (const { table, fact } of rows) {
    const { message, ...rest } = fact;
    const { cloud, operation } = table;
    const when = message === undefined ? table.when : `where the message has "${readable(message)}"`;
    const key = JSON.stringify([cloud, rest, when]);
    const operations = [...(meanings.get(key)?.operations ?? []), operation];
    meanings.set(key, { cloud, ...rest, operations, ...(when !== undefined && { when }) });
  }
  return [...meanings.values()];
}

/** A pattern of ours in words: `disabled (attach|detach) classic link` has no other signs than these. */
function readable({ source }: RegExp): string {
  return source.replaceAll(/\(([^)]*)\)/g, (_, choices: string) => choices.replaceAll("|", " or "));
}

/** Codes that look like this one, the most alike first. */
export function codesLike(code: string): string[] {
  const wanted = code.toLowerCase();
  const distances = [...new Set(allMeanings().map((it) => it.code))].map((known) => {
    const its = known.toLowerCase().replace(/\*$/, "");
    const within = wanted.length >= SHORTEST_PART && its.includes(wanted);
    return { known, distance: within ? 0 : editDistance(its, wanted) };
  });
  return distances
    .filter(({ distance }) => distance <= wanted.length / 3)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST_ALIKE)
    .map(({ known }) => known);
}

const MOST_ALIKE = 5;
const SHORTEST_PART = 4;

/** How many letters have to be put in, left out or changed to get from one text to the other. */
function editDistance(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
