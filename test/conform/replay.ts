import { signAcs3 } from "../../provider/alibaba/signer.ts";
import { encodeForm } from "../../provider/http/encoding.ts";
import { signSdkHmac } from "../../provider/huawei/signer.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import type { ServiceName } from "../cloud/control-types.ts";
import { type Call, codeIn, textAt } from "./call.ts";
import { type Answered, compareAnswers, type Difference } from "./compare.ts";
import { type Beginning, beginningOf, type Caller } from "./seed.ts";
import { durationsOf, sightings, type TimedSighting, writtenThing } from "./things.ts";

/** What came of a replay. */
export interface Outcome {
  readonly differences: readonly Difference[];
  readonly replayed: number;
  /** Why calls were left out, each with how many. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** Replays a record against a fresh local cloud, at the record's own pace by the cloud's clock. */
export async function replay(calls: readonly Call[]): Promise<Outcome> {
  const cloud = await startCloud();
  try {
    const beginning = beginningOf(calls);
    for (const seed of beginning.seeds) await cloud.seed(seed);
    await cloud.setClock("manual");
    return await new Replay(cloud, beginning, calls).run();
  } finally {
    await cloud.stop();
  }
}

class Replay {
  readonly #cloud: Cloud;
  readonly #beginning: Beginning;
  readonly #calls: readonly Call[];
  /** Ids and page tokens that the local cloud chose, by those of the record. */
  readonly #chosen = new Map<string, string>();
  readonly #differences: Difference[] = [];
  readonly #leftOut = new Map<string, number>();
  readonly #courses = new Courses();

  constructor(cloud: Cloud, beginning: Beginning, calls: readonly Call[]) {
    this.#cloud = cloud;
    this.#beginning = beginning;
    this.#calls = calls;
  }

  async run(): Promise<Outcome> {
    let nowMs = this.#calls[0]?.atMs ?? 0;
    let replayed = 0;
    for (const [index, call] of this.#calls.entries()) {
      if (call.atMs > nowMs) await this.#cloud.advance(call.atMs - nowMs);
      nowMs = Math.max(nowMs, call.atMs);
      if (await this.#one(call, index)) replayed += 1;
    }
    return {
      differences: unique([...this.#differences, ...this.#courses.differences()]),
      replayed,
      leftOut: this.#leftOut,
    };
  }

  async #one(call: Call, index: number): Promise<boolean> {
    const { answer } = call.exchange;
    const why = whyLeftOut(call);
    if (why !== undefined || answer === undefined || call.service === undefined) {
      this.#leftOut.set(why ?? "", (this.#leftOut.get(why ?? "") ?? 0) + 1);
      return false;
    }
    await this.#arrange(call, index);
    const here = await this.#send(call, call.service);
    this.#learn(call, here);
    const seen = { status: answer.status, headers: answer.headers, output: call.output };
    this.#differences.push(...compareAnswers(call, seen, here));
    this.#courses.note(call, seen, { ...here, output: this.#inTheRecordsWords(here.output) });
    return true;
  }

  /** Has the local cloud do what nobody can derive from the call: how long it takes, a quota, a permission. */
  async #arrange(call: Call, index: number): Promise<void> {
    const { operation, service, output } = call;
    const status = call.exchange.answer?.status ?? 0;
    const code = codeIn(status, output);
    const thing = call.write && code === "" ? writtenThing(call, output) : undefined;
    if (thing !== undefined) {
      const seen = this.#seenUntilNextWrite(thing, index);
      await this.#cloud.configure({ transitions: durationsOf(call, seen) });
      if (operation === "CreateConnection" && seen.at(-1)?.state === "CREATE_FAILED") {
        const creations = { [textAt(call.input, "name")]: { end: "failed" as const } };
        await this.#cloud.configure({ options: { eg: { creations } } });
      }
    }
    if (isThrottled(status, code)) await this.#cloud.order({ kind: "throttle", operation, service });
    else if (isDenied(code)) {
      await this.#cloud.order({ kind: "error", operation, service, code, status, message: "denied" });
    }
  }

  #seenUntilNextWrite(thing: string, index: number): TimedSighting[] {
    const seen: TimedSighting[] = [];
    for (const call of this.#calls.slice(index + 1)) {
      if (call.write && writtenThing(call, call.output) === thing) break;
      const status = call.exchange.answer?.status ?? 0;
      const found = sightings(call, status, call.output, [thing]).filter((it) => it.thing === thing);
      seen.push(...found.map((it) => ({ ...it, atMs: call.atMs })));
    }
    return seen;
  }

  async #send(call: Call, service: ServiceName): Promise<Answered> {
    const { request } = call.exchange;
    const endpoint = new URL(this.#cloud.endpoints[service]);
    const caller = this.#beginning.callerOf(call);
    const recorded = new URL(request.url);
    const query = [...recorded.searchParams].map(([name, value]) => [name, this.#here(value)] as const);
    const sent =
      call.cloud === "alibaba"
        ? this.#alibaba(call, endpoint, query, caller)
        : this.#huawei(call, endpoint, recorded.pathname, query, caller);
    const answer = await fetch(sent.url, {
      method: request.method,
      headers: sent.headers,
      ...(sent.body !== undefined && { body: sent.body }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), output: parsed(text) };
  }

  #alibaba(call: Call, endpoint: URL, query: readonly (readonly [string, string])[], caller: Caller): Sent {
    const { headers, method, body } = call.exchange.request;
    const form = [...new URLSearchParams(body ?? "")].map(
      ([name, value]) => [name, this.#here(value)] as const,
    );
    const content = body === undefined ? undefined : encodeForm(form);
    const type = headers["content-type"];
    const signed = signAcs3(
      {
        method,
        host: endpoint.host,
        path: "/",
        query,
        ...(type !== undefined && { headers: { "content-type": type } }),
        ...(content !== undefined && { body: content }),
        action: call.operation,
        version: headers["x-acs-version"] ?? "",
      },
      caller,
      new Date(),
      crypto.randomUUID(),
    );
    return {
      url: `${endpoint.origin}/?${signed.queryString}`,
      headers: withoutHost(signed.headers),
      body: content,
    };
  }

  #huawei(
    call: Call,
    endpoint: URL,
    path: string,
    query: readonly (readonly [string, string])[],
    caller: Caller,
  ): Sent {
    const { method, body } = call.exchange.request;
    const project = call.params["project_id"];
    const signed = signSdkHmac(
      {
        method,
        host: endpoint.host,
        path: path
          .split("/")
          .slice(1)
          .map((part) => this.#here(decodeURIComponent(part))),
        query,
        headers: {
          "content-type": "application/json",
          ...(project !== undefined && { "x-project-id": project }),
        },
        ...(body !== undefined && { body }),
      },
      caller,
      new Date(),
    );
    const search = signed.queryString === "" ? "" : `?${signed.queryString}`;
    return { url: endpoint.origin + signed.path + search, headers: withoutHost(signed.headers), body };
  }

  #learn({ operation, output }: Call, here: Answered): void {
    const made = { CreateConnection: "id", CreateRouterInterface: "RouterInterfaceId" }[operation];
    const pairs = ["NextToken", ...(made === undefined ? [] : [made])].map((name) => [
      textAt(output, name),
      textAt(here.output, name),
    ]);
    for (const [seen = "", chosen = ""] of pairs) {
      if (seen !== "" && chosen !== "") this.#chosen.set(seen, chosen);
    }
  }

  #here(value: string): string {
    return this.#chosen.get(value) ?? value;
  }

  #inTheRecordsWords(output: Answered["output"]): Answered["output"] {
    let text = JSON.stringify(output) ?? "null";
    for (const [seen, chosen] of this.#chosen)
      text = text.replaceAll(JSON.stringify(chosen), JSON.stringify(seen));
    return parsed(text);
  }
}

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** The courses of things: in which order either cloud showed which states, from one write to the next. */
class Courses {
  readonly #open = new Map<string, { operation: string; seen: string[]; here: string[] }>();
  readonly #done: { operation: string; seen: string[]; here: string[] }[] = [];

  note(call: Call, seen: Answered, here: Answered): void {
    if (call.write && codeIn(seen.status, seen.output) === "") {
      const thing = writtenThing(call, seen.output);
      if (thing === undefined) return;
      const course = { operation: call.operation, seen: [], here: [] };
      this.#open.set(thing, course);
      this.#done.push(course);
      return;
    }
    const known = [...this.#open.keys()];
    const [inRecord, inLocal] = [seen, here].map((it) => sightings(call, it.status, it.output, known));
    for (const [thing, { seen: states, here: hereStates }] of this.#open) {
      if (thing.startsWith("peer ")) continue;
      const state = inRecord?.find((it) => it.thing === thing)?.state;
      const hereState = inLocal?.find((it) => it.thing === thing)?.state;
      if (state !== undefined && states.at(-1) !== state) states.push(state);
      if (hereState !== undefined && hereStates.at(-1) !== hereState) hereStates.push(hereState);
    }
  }

  differences(): Difference[] {
    return this.#done.flatMap(({ operation, seen, here }) => {
      const [one, other] = [seen.join(" → "), here.join(" → ")];
      return one === other
        ? []
        : [{ operation, what: "statuses after it", seen: one || "none", here: other || "none" }];
    });
  }
}

const HANDS_OUT_CREDENTIALS = new Set([
  ...["AssumeRole", "AssumeRoleWithOIDC", "KeystoneCreateUserTokenByPassword"],
  ...["CreateTemporaryAccessKeyByAgency", "AssumeAgency"],
]);

/** Why a call cannot be replayed; undefined if it can. */
function whyLeftOut({ service, operation, exchange, output }: Call): string | undefined {
  const { answer, failure } = exchange;
  if (answer === undefined) return `had no answer (${failure ?? "unknown"})`;
  if (service === "metadata" || HANDS_OUT_CREDENTIALS.has(operation)) return "hands out credentials";
  if (service === undefined) return `${operation} is no operation of the local cloud`;
  const code = codeIn(answer.status, output);
  if (
    /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|InvalidTimeStamp)/.test(
      code,
    )
  ) {
    return `was refused for its credential (${code})`;
  }
  if (answer.status === 401) return "was refused for its credential (HTTP 401)";
  return answer.status >= 500 ? `the cloud was not well (HTTP ${answer.status})` : undefined;
}

function isThrottled(status: number, code: string): boolean {
  return status === 429 || /^Throttling|^Rejected\.Throttling/.test(code);
}

function isDenied(code: string): boolean {
  return /^(?:Forbidden\.(?:RAM|SubUser)|NoPermission|APIGW\.0802|EG\.0051200[0-9])$/.test(code);
}

function unique(differences: readonly Difference[]): Difference[] {
  const byText = new Map(differences.map((it) => [JSON.stringify(it), it]));
  return [...byText.values()].sort((one, other) => (one.operation < other.operation ? -1 : 1));
}

/** fetch sets it itself. */
function withoutHost({ host, ...headers }: Readonly<Record<string, string>>): Record<string, string> {
  return headers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
