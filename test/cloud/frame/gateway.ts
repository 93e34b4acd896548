import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, Refusal } from "./answer.ts";
import { Exchange } from "./exchange.ts";
import type { Fault } from "./fault-schema.ts";
import type { Trouble } from "./faults.ts";
import type { Entry } from "./log.ts";
import { appliesFirst, replacement } from "./replacement.ts";
import type { Opened, Service } from "./service.ts";
import type { View } from "./store.ts";
import type { World } from "./world.ts";

/**
 * Serves one request. The order matters: it is logged as soon as it is read; what is ordered to happen before
 * the operation comes before anything is judged; the operation itself is one step, without a wait in it; what
 * is ordered for afterwards can only spoil the answer.
 */
export async function serve(
  world: World,
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = new Exchange(request, response);
  response.setHeader("date", new Date(world.gatewayMs()).toUTCString());
  const body = await exchange.body();
  const [path = "", ...query] = (request.url ?? "").split("?");
  world.settle();
  const opened = service.open(world, {
    method: request.method ?? "",
    path,
    query: query.join("?"),
    headers: joinedHeaders(request),
    body,
  });
  const { operation, write, region, account, accessKeyId, params, requestId } = opened;
  const from = { service: service.name, operation, region, account, accessKeyId };
  const entry = world.log.add({ ...from, atMs: Date.now(), params, write, requestId });
  exchange.whenGone(() => world.log.update(entry, { aborted: true }));

  const trouble = world.faults.take(entry);
  const fault = trouble.spoiler;
  const kind = fault?.kind ?? trouble.delay?.kind ?? (trouble.view === undefined ? undefined : "stale");
  if (kind !== undefined) world.log.update(entry, { fault: kind });

  if (trouble.delay?.when === "before") await delay(trouble.delay.ms);
  if (fault?.kind === "dropBefore") return exchange.cut("reset");
  if (fault?.kind === "hang") return;
  if (await dropped(world, entry, trouble, "before")) return exchange.cut("reset");

  const instead = fault === undefined ? undefined : replacement(fault, opened, service);
  const unapplied = instead !== undefined && !appliesFirst(fault);
  const carriedOut = unapplied
    ? instead
    : world.clock.step(() => carryOut(world, opened, entry, trouble.view));
  const answer = instead ?? carriedOut;

  if (trouble.delay?.when === "after") await delay(trouble.delay.ms);
  if (await dropped(world, entry, trouble, "after")) return exchange.cut("reset");
  deliver(world, exchange, entry, answer, fault);
}

/** Waits where the request is to be held at this point, and says whether it was then thrown away. */
async function dropped(
  world: World,
  entry: Entry,
  trouble: Trouble,
  when: "before" | "after",
): Promise<boolean> {
  if (trouble.spoiler?.kind !== "hold" || trouble.spoiler.when !== when) return false;
  return (await world.holds.hold(entry, trouble.order)) === "drop";
}

function carryOut(world: World, opened: Opened, entry: Entry, view: View): Answer {
  world.settle();
  const change = world.change;
  try {
    opened.admit();
    const { account, operation, region } = opened;
    if (account !== undefined && operation !== undefined) {
      const early = world.quotas.take({ account, operation, region }, Date.now());
      if (early !== undefined)
        throw opened.throttled(early.hintMs === undefined ? {} : { hintMs: early.hintMs });
    }
    const answer = opened.run(opened.write ? undefined : view);
    if (opened.write && answer.unchanged === undefined) {
      world.lastWrite = { change, atMs: world.clock.nowMs() };
      world.log.update(entry, { applied: true });
    }
    return answer;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return opened.refuse(error);
  }
}

function deliver(
  world: World,
  exchange: Exchange,
  entry: Entry,
  answer: Answer,
  fault: Fault | undefined,
): void {
  const unanswered =
    fault?.kind === "applyThenReset" || fault?.kind === "applyThenFin" || fault?.kind === "applyThenHang";
  world.log.update(entry, {
    ...(!unanswered && { status: answer.status }),
    ...(answer.code !== undefined && { code: answer.code }),
  });
  switch (fault?.kind) {
    case "applyThenReset":
      exchange.cut("reset");
      break;
    case "applyThenFin":
      exchange.cut("fin");
      break;
    case "applyThenHang":
      break;
    case "applyThenTruncate":
      exchange.truncate(answer);
      break;
    case "slowHeaders":
      exchange.drip(answer, "head", fault.everyMs);
      break;
    case "dripBody":
      exchange.drip(answer, "body", fault.everyMs);
      break;
    case "gzip":
      exchange.gzip(answer, fault.inflatedBytes);
      break;
    case "bigBody":
      exchange.sendPadded(answer, fault.bytes);
      break;
    default:
      exchange.send(answer);
      break;
  }
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(",");
  }
  return headers;
}
