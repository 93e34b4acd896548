import type { Clock } from "../../http/clock.ts";
import { oneLine } from "../../http/errors.ts";
import { connectRemedy, type HttpAnswer, type Transport } from "../../http/transport.ts";
import type { Lookup } from "../../settings/places.ts";
import type { Finding } from "./finding.ts";

const ANSWER_MS = 10_000;
/** Both clouds refuse what is signed with a time that is further off. */
const REFUSED_FROM_MS = 15 * 60_000;
/** A difference that is worth mentioning; the header has whole seconds. */
const WORTH_MENTIONING_MS = 60_000;

/** An address of the cloud, and what came of asking it. */
export interface Endpoint {
  /** The service: `vpc`. */
  readonly service: string;
  readonly origin: string;
  /** The cloud answered, in whatever words. */
  readonly reached: boolean;
  /** How far this machine's clock is ahead of the other side's. */
  readonly aheadMs?: number;
  readonly finding: Finding;
}

/** Asks an address once, without credentials, over the proxy and with the authorities that every call uses. */
export async function reach(
  about: string,
  service: string,
  origin: string,
  transport: Transport,
  clock: Clock,
): Promise<Endpoint> {
  const endpoint = { service, origin };
  const before = clock.now();
  let answer: HttpAnswer;
  try {
    answer = await transport(
      { method: "GET", url: `${origin}/`, headers: { accept: "application/json" } },
      AbortSignal.timeout(ANSWER_MS),
    );
  } catch (error) {
    const text = error instanceof Error && error.name === "TimeoutError" ? "no answer" : textOf(error);
    const remedy = connectRemedy(error) || "Check the region, HTTPS_PROXY, and this machine's network.";
    return {
      ...endpoint,
      reached: false,
      finding: { verdict: "wrong", about, says: `${origin} cannot be reached: ${text}`, remedy },
    };
  }
  if (isPage(answer)) {
    const says = `${origin} is answered with a web page (HTTP ${answer.status}, ${answer.headers["content-type"] ?? "no type"}), so by a proxy or a firewall in place of the cloud`;
    const remedy =
      "Check HTTPS_PROXY and NO_PROXY, log in to the network if it asks for that, and check an endpoint that is configured.";
    return { ...endpoint, reached: false, finding: { verdict: "wrong", about, says, remedy } };
  }
  const dateMs = Date.parse(answer.headers["date"] ?? "");
  const aheadMs = (before + clock.now()) / 2 - dateMs;
  return {
    ...endpoint,
    reached: true,
    ...(!Number.isNaN(aheadMs) && { aheadMs }),
    finding: { verdict: "fine", about, says: `${origin} answers (HTTP ${answer.status})` },
  };
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = error instanceof AggregateError ? error.errors.map(textOf) : [];
  return [oneLine(error.message), ...causes].filter((it) => it !== "").join("; ") || error.name;
}

function isPage({ headers, body }: HttpAnswer): boolean {
  return /\bx?html\b/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype html|html)\b/i.test(body);
}

/** What the answers say of this machine's clock; undefined where none has a date. */
export function clockFinding(about: string, endpoints: readonly Endpoint[]): Finding | undefined {
  const [aheadMs] = endpoints.flatMap((it) => (it.aheadMs === undefined ? [] : [it.aheadMs]));
  if (aheadMs === undefined) return undefined;
  const off = Math.abs(aheadMs);
  const way = aheadMs > 0 ? "ahead of" : "behind";
  const says = `this machine's clock is ${inWords(off)} ${way} the cloud's`;
  const remedy = "Set the clock of this machine, and let it be kept right (NTP).";
  if (off >= REFUSED_FROM_MS) {
    return { verdict: "wrong", about, says: `${says}, and from 15 min on every request is refused`, remedy };
  }
  if (off >= WORTH_MENTIONING_MS) return { verdict: "doubtful", about, says, remedy };
  return {
    verdict: "fine",
    about,
    says: `this machine's clock is right to the second or so (${inWords(off)})`,
  };
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What goes over a proxy. */
export function proxyFinding(env: Lookup): Finding[] {
  const name = ["https_proxy", "HTTPS_PROXY"].find((it) => env(it));
  if (name === undefined) return [];
  const value = env(name) ?? "";
  const exceptions = env("no_proxy") ?? env("NO_PROXY");
  // Without user and password.
  const host = URL.canParse(value) ? new URL(value).host : "***";
  const but = exceptions ? `, but to ${exceptions}` : "";
  return [{ verdict: "fine", about: "proxy", says: `https goes over ${host}, from ${name}${but}` }];
}
