import { RefusedError } from "../../http/errors.ts";
import { definitions } from "../../resources/index.ts";
import { ANY, type Use, uses } from "../../resources/permissions.ts";
import { listed } from "../../settings/parsers.ts";
import type { CommandInput, ExitCode } from "../command.ts";
import { grouped, IAM_VERSIONS, iamPolicy, type Policy, ramPolicy } from "./policy.ts";
import { readStack, type StackResource } from "./stack.ts";

/** A resource, and where its calls go. */
interface Wanted {
  readonly cloud: "alibaba" | "huawei";
  /** The account; empty: it is not known. */
  readonly account: string;
  readonly name: string;
  readonly uses: readonly Use[];
}

/** One policy, and whom it is for. */
interface Printed {
  readonly cloud: Wanted["cloud"];
  /** At Huawei Cloud, the project; left out: it is not known. */
  readonly account?: string;
  /** What kind of policy it is. */
  readonly kind: string;
  readonly resources: readonly string[];
  readonly policy: Policy;
}

/** Where an action of a policy is from. */
interface Source {
  readonly action: string;
  readonly page: string;
  readonly date: string;
  readonly guess?: string;
}

/** Prints the policies that the input asks for. */
export async function printPermissions({ values, positionals, json, io }: CommandInput): Promise<ExitCode> {
  let wanted: readonly Wanted[];
  let version: (typeof IAM_VERSIONS)[number];
  try {
    version = iamVersion(values["iam"]);
    const account = accountIn(values["account"]);
    wanted =
      positionals.length > 0
        ? positionals.map((type) => ofClass(type, account))
        : ofStack(readStack(await io.stdin()), account);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
  const isTaken = ({ optional }: Use): boolean => optional === undefined || values["optional"] === true;
  const policies = policiesFor(
    wanted.map((it) => ({ ...it, uses: it.uses.filter(isTaken) })),
    version,
  );
  const all = wanted.flatMap((it) => it.uses);
  const sources = sourcesOf(all.filter(isTaken));
  const remarks = remarksOn(
    policies,
    all.filter((use) => !isTaken(use)),
  );
  if (json) {
    io.out(`${JSON.stringify({ policies, sources, remarks }, undefined, 2)}\n`);
    return 0;
  }
  for (const it of policies) {
    const { account, kind, resources, policy } = it;
    const where = it.cloud === "alibaba" ? "account" : "project";
    io.err(`// ${kind}${account === undefined ? "" : `, ${where} ${account}`}: ${resources.join(", ")}\n`);
    io.out(`${JSON.stringify(policy, undefined, 2)}\n`);
  }
  for (const { action, page, date, guess } of sources) {
    io.err(`// ${action}: page ${page}, ${date}${guess === undefined ? "" : `; a guess: ${guess}`}\n`);
  }
  io.err(remarks.map((it) => `// ${it}\n`).join(""));
  return 0;
}

function iamVersion(value: unknown): (typeof IAM_VERSIONS)[number] {
  const found = IAM_VERSIONS.find((it) => it === (value ?? IAM_VERSIONS[0]));
  if (found !== undefined) return found;
  throw new RefusedError(`--iam takes ${IAM_VERSIONS.join(" or ")}, not "${String(value)}".`);
}

function accountIn(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && /^\d+$/.test(value)) return value;
  throw new RefusedError(
    `--account takes the id of an account, which has digits only, not "${String(value)}".`,
  );
}

function cloudOf(type: string): Wanted["cloud"] {
  return definitions.find((it) => it.type === type)?.cloud ?? "alibaba";
}

function ofClass(type: string, account: string): Wanted {
  const cloud = cloudOf(type);
  const ofAny = Object.hasOwn(uses, type) ? uses[type]?.(ANY) : undefined;
  if (ofAny !== undefined)
    return { cloud, account: cloud === "alibaba" ? account : "", name: type, uses: ofAny };
  throw new RefusedError(`There is no class ${type}; there are ${listed(Object.keys(uses))}.`);
}

function ofStack(resources: readonly StackResource[], account: string): Wanted[] {
  // Resources of one provider are in one account; those that are to be made do not tell it.
  const accounts = new Map<string, string>();
  for (const { type, provider, known } of resources) {
    const { accountId = ANY } = known.outputs;
    if (accountId !== ANY && accountId !== "") accounts.set(`${cloudOf(type)} ${provider}`, accountId);
  }
  return resources.map(({ type, name, provider, external, known }) => {
    const cloud = cloudOf(type);
    const { accountId = ANY } = known.outputs;
    const own = accountId === ANY || accountId === "" ? accounts.get(`${cloud} ${provider}`) : accountId;
    const calls = uses[type]?.(known) ?? [];
    return {
      cloud,
      account: own ?? (cloud === "alibaba" ? account : ""),
      name,
      uses: external ? calls.filter(({ operation }) => operation.effect === "read") : calls,
    };
  });
}

/** A policy per account; at Huawei Cloud also per service: those of IAM are global, and no policy is both. */
function policiesFor(wanted: readonly Wanted[], version: (typeof IAM_VERSIONS)[number]): Printed[] {
  return [...grouped(wanted, ({ cloud, account }) => `${cloud} ${account}`).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { cloud, account } = first;
    const common = { cloud, ...(account !== "" && { account }) };
    const namesOf = (some: readonly Wanted[]): string[] => [...new Set(some.map(({ name }) => name))];
    const calls = members.flatMap((it) => it.uses);
    if (cloud === "alibaba") {
      const policy = ramPolicy(calls, account === "" ? ANY : account);
      return [{ ...common, kind: "Alibaba Cloud, RAM policy", resources: namesOf(members), policy }];
    }
    return [...grouped(calls, ({ operation }) => operation.service.endpointKey)].map(([service, some]) => {
      const scope = service === "eg" ? "policy for region-specific projects" : "policy for global services";
      const users = members.filter((it) => it.uses.some((use) => some.includes(use)));
      const policy = iamPolicy(some, version);
      return { ...common, kind: `Huawei Cloud, IAM ${scope}`, resources: namesOf(users), policy };
    });
  });
}

function sourcesOf(calls: readonly Use[]): Source[] {
  const rows = calls.flatMap(({ operation: { permission } }) => permission ?? []);
  return [...new Set(rows)]
    .map(({ action, page, date, guess }) => ({ action, page, date, ...(guess !== undefined && { guess }) }))
    .sort((a, b) => (a.action < b.action ? -1 : 1));
}

function remarksOn(policies: readonly Printed[], left: readonly Use[]): string[] {
  const isOpen = ({ cloud, policy }: Printed): boolean =>
    cloud === "alibaba" &&
    policy.Statement.some(({ Resource = [] }) =>
      Resource.some((it) => it.startsWith("acs:") && /:\*:/.test(it)),
    );
  const optional = [
    ...new Set(left.map(({ operation: { permission }, optional }) => `${permission?.action} (${optional})`)),
  ];
  return [
    ...(policies.some(isOpen)
      ? [
          "A * in the place of a region or an account stands for what is not known yet: put yours there, or give --account.",
        ]
      : []),
    ...(optional.length > 0 ? [`Not needed, and not in it without --optional: ${optional.join(", ")}.`] : []),
  ];
}
