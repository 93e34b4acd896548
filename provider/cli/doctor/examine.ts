import { isNotFound, UnreachableError } from "../../http/errors.ts";
import type { Search } from "../../settings/profile-file.ts";
import type { Address, ApiRead, ExaminedCloud, ReadCloud, Surroundings, UsedProfile } from "./cloud.ts";
import { apiErrorIn, explained, type Finding } from "./finding.ts";
import { clockFinding, type Endpoint, reach } from "./network.ts";
import { type SetSetting, setSettings, settingFindings, unjudged } from "./set-places.ts";

/** All that can be told of one cloud, causes before what may follow from them; undefined where it is not configured. */
export async function examine(
  cloud: ExaminedCloud,
  surroundings: Surroundings,
): Promise<Finding[] | undefined> {
  const { namespace } = cloud;
  const set = setSettings(namespace, cloud.rows, surroundings.config, surroundings.env);
  let read: ReadCloud;
  let search: Search<UsedProfile> | undefined;
  let region: string | undefined;
  try {
    read = cloud.read();
    search = read.profile();
    region = read.region();
  } catch (error) {
    return [{ verdict: "wrong", about: `${namespace} settings`, ...explained(error) }, ...unjudged(set)];
  }
  const profile = search?.found;
  if (set.length === 0 && profile === undefined) return undefined;

  const credential = read.namesProfile ? profile?.from : (read.credential ?? profile?.from);
  const endpoints = await Promise.all(
    read.addresses(region).map((it) => reachFirst(`${namespace} endpoint`, it, surroundings)),
  );
  const clock = clockFinding(`${namespace} clock`, endpoints);
  return [
    ...settingFindings(set, read.isTaken, credential),
    ...(search?.skipped ?? []).map(skippedFile(`${namespace} credential`)),
    ...credentialFindings(namespace, read, profile, credential),
    ...regionFindings(namespace, set, read, region, profile),
    ...endpoints.map((it) => it.finding),
    ...(clock === undefined ? [] : [clock]),
    ...(await accountFindings(namespace, read, { region, clock, endpoints, ids: surroundings.ids })),
  ];
}

/** A file at its usual place stops nothing. */
function skippedFile(about: string): (why: string) => Finding {
  return (why) => ({
    verdict: "doubtful",
    about,
    says: `${why} It was skipped`,
    remedy: "Correct the file, or name another one.",
  });
}

function credentialFindings(
  namespace: string,
  { credential, assumes }: ReadCloud,
  profile: UsedProfile | undefined,
  from: string | undefined,
): Finding[] {
  // That there is none is said by the first call, with every place that was searched.
  if (from === undefined) return [];
  const about = `${namespace} credential`;
  const says = `from ${from}${assumes === undefined ? "" : `, with which ${assumes} is assumed`}`;
  if (credential !== undefined || profile === undefined || profile.others.length === 0) {
    return [{ verdict: "fine", about, says }];
  }
  return [
    {
      verdict: "doubtful",
      about,
      says: `${says}, as no profile is named; the file also has ${profile.others.join(", ")}`,
      remedy: `Name the one that is meant: pulumi config set ${namespace}:profile …`,
    },
  ];
}

function regionFindings(
  namespace: string,
  set: readonly SetSetting[],
  { noRegion }: ReadCloud,
  region: string | undefined,
  profile: UsedProfile | undefined,
): Finding[] {
  const about = `${namespace}:region`;
  if (region === undefined) {
    const says = 'no region is configured; there is no default, as a wrong one would read as "gone"';
    return [{ verdict: "wrong", about, says, remedy: noRegion }];
  }
  if (set.some(({ setting }) => setting === about)) return [];
  return [{ verdict: "fine", about, says: `${region}, from ${profile?.from ?? "the profile"}` }];
}

async function reachFirst(
  about: string,
  { service, origins }: Address,
  surroundings: Surroundings,
): Promise<Endpoint> {
  const [origin = "", ...others] = origins;
  const { transport, clock } = surroundings;
  const endpoint = await reach(`${about} ${service}`, service, origin, transport, clock);
  if (endpoint.reached || others.length === 0) return endpoint;
  const next = await reachFirst(about, { service, origins: others }, surroundings);
  return next.reached ? next : endpoint;
}

interface Known {
  readonly region: string | undefined;
  readonly clock: Finding | undefined;
  readonly endpoints: readonly Endpoint[];
  readonly ids: readonly string[];
}

/** The account, and a read of each API; what would only repeat an earlier finding is not tried. */
async function accountFindings(
  namespace: string,
  read: ReadCloud,
  { region = "", clock, endpoints, ids }: Known,
): Promise<Finding[]> {
  const about = `${namespace} account`;
  const reads = read.reads(region, ids);
  const none = (why: string): Finding[] => reads.map((it) => skipped(`${namespace} ${it.operation}`, why));
  if (endpoints.length > 0 && endpoints.every((it) => !it.reached)) {
    return [about, ...reads.map((it) => `${namespace} ${it.operation}`)].map((it) =>
      skipped(it, "the cloud is not reached"),
    );
  }
  if (clock?.verdict === "wrong") {
    const why = "with a clock that is so far off every request is refused";
    return [skipped(about, why), ...none(why)];
  }
  const isReached = (service: string): boolean =>
    !endpoints.some((it) => it.service === service && !it.reached);
  const { account, problem } = await accountFinding(about, read, region, isReached(read.accountService));
  if (problem === "refused") return [account, ...none("there is no credential that is accepted")];
  if (region === "") return [account, ...none("the region is missing")];
  if (problem === "unreachable" && read.needsAccountService) {
    return [account, ...none(`${read.accountService} is not reached`)];
  }
  const found = await Promise.all(
    reads.map((it) =>
      isReached(it.service)
        ? readFinding(namespace, it)
        : skipped(`${namespace} ${it.operation}`, "its endpoint is not reached"),
    ),
  );
  return [account, ...found];
}

/** A service that cannot be reached says nothing about the credential. */
async function accountFinding(
  about: string,
  read: ReadCloud,
  region: string,
  isReached: boolean,
): Promise<{ readonly account: Finding; readonly problem?: "refused" | "unreachable" }> {
  if (!isReached) {
    return { account: skipped(about, `${read.accountService} is not reached`), problem: "unreachable" };
  }
  try {
    return { account: { verdict: "fine", about, says: await read.account(region) } };
  } catch (error) {
    const problem = error instanceof UnreachableError ? "unreachable" : "refused";
    return { account: { verdict: "wrong", about, ...explained(error) }, problem };
  }
}

function skipped(about: string, why: string): Finding {
  return { verdict: "skipped", about, says: `not tried: ${why}` };
}

const FORBIDDEN = 403;

async function readFinding(namespace: string, read: ApiRead): Promise<Finding> {
  const about = `${namespace} ${read.operation}`;
  const { id } = read;
  try {
    const found = await read.run();
    if (id === undefined) return { verdict: "fine", about, says: "allowed" };
    if (found !== undefined) return { verdict: "fine", about, says: `allowed, and ${id} is there` };
  } catch (error) {
    if (!isNotFound(apiErrorIn(error))) return { verdict: "wrong", about, ...refused(read, error) };
    // Nobody has what was asked for: that it is not there is the answer of an API that may be read.
    if (id === undefined) return { verdict: "fine", about, says: "allowed" };
  }
  const remedy = "Check the id, the region, and whose credentials these are.";
  return { verdict: "wrong", about, says: `allowed, but ${id} is not there`, remedy };
}

function refused({ permission, id }: ApiRead, error: unknown): { says: string; remedy?: string } {
  const { says, remedy } = explained(error);
  const refusal = apiErrorIn(error)?.refusal;
  if (refusal?.status !== FORBIDDEN) return { says, ...(remedy !== undefined && { remedy }) };
  const single =
    id === undefined ? " Where the policy names single things, give the id of one: doctor <id>." : "";
  return { says, remedy: `Grant ${refusal.denied ?? permission} to the user or role.${single}` };
}
