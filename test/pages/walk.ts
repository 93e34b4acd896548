import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { METADATA, PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import type { Configuration, Seed } from "../cloud/control-types.ts";
import type { ErrorTable } from "../cloud/frame/answer.ts";
import { type Host, type Properties, startHost } from "../support/host.ts";
import type { Case, Entries, Subject } from "./case.ts";
import { expectOutcome, type Outcome } from "./expectations.ts";
import { keyOf, type Page, type Row } from "./page.ts";

/** A page and what is expected of each of its rows. */
export interface Walk {
  readonly page: Page;
  readonly subject: Subject;
  readonly entries: Entries;
  /** The local cloud's own table of the operation. */
  readonly cloudTable: ErrorTable;
  readonly configuration?: Configuration;
  readonly seed?: Seed;
  /** Codes that may be explained in the same words. */
  readonly alike?: RegExp;
  /** Provider processes with other variables than the usual one, by name. */
  readonly hosts?: Readonly<Record<string, (cloud: Cloud) => Readonly<Record<string, string>>>>;
}

/** One case of one row, and the number of its things. */
interface Scene extends Case {
  readonly n: number;
  readonly row: Row;
  readonly key: string;
}

/**
 * Walks a page's table. Everything happens at once, in one cloud and with Pulumi's real dynamic-provider process, since
 * many a refusal is watched for seconds before it is believed; the tests then look at what became of each.
 */
export function walk({
  page,
  subject,
  entries,
  cloudTable,
  configuration = {},
  seed,
  hosts = {},
  alike,
}: Walk): void {
  const keys = page.rows.map((row) => keyOf(page, row));
  const scenes: readonly Scene[] = page.rows
    .flatMap((row) => {
      const key = keyOf(page, row);
      return (entries[key] ?? []).map((it) => ({ ...it, row, key }));
    })
    .map((it, n) => ({ ...it, n }));

  const outcomes = new Map<number, Outcome | Error>();
  const running: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const cloud = await startCloud({ ...configuration, ...(seed && { seed }) });
    running.push(() => cloud.stop());
    const started = new Map<string, Host>();
    for (const [name, variables] of Object.entries({ usual: (it: Cloud) => it.env(), ...hosts })) {
      const host = await startHost({ env: variables(cloud) });
      started.set(name, host);
      running.unshift(() => host.close());
    }
    const perform = async (scene: Scene): Promise<void> => {
      const host = started.get(scene.host ?? "usual");
      if (host === undefined) throw new Error(`there is no host ${scene.host}`);
      // What fails here fails in its own test.
      outcomes.set(
        scene.n,
        await play(host, cloud, subject, scene).catch((error: unknown) => asError(error)),
      );
    };
    await Promise.all(scenes.filter((it) => it.after === undefined).map(perform));
    for (const scene of scenes.filter((it) => it.after !== undefined)) await perform(scene);
  });

  afterAll(async () => {
    for (const end of running) await end();
  });

  test("has an expectation for each row, and none without a row", () => {
    expect(Object.keys(entries).toSorted()).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(page.rows.length);
    expect(Object.entries(entries).filter(([, cases]) => cases.length === 0)).toEqual([]);
  });

  test("is what the local cloud answers from, word for word", () => {
    const known = Object.values(cloudTable);
    for (const row of page.rows) {
      const { status, code } = row;
      const message = row.message === null ? {} : { message: row.message };
      expect(known).toContainEqual(expect.objectContaining({ status, code, ...message }));
    }
  });

  test("has what is expected to be said of a code said of no other", () => {
    const told = scenes.flatMap((it) => (it.expect.kind === "told" ? [{ ...it, expect: it.expect }] : []));
    for (const { expect: own, row } of told) {
      const { code } = row;
      const others = told.filter(
        (it) => it.row.code !== code && !(alike?.test(code) && alike.test(it.row.code)),
      );
      for (const { n } of others) {
        const outcome = outcomes.get(n);
        const error = outcome instanceof Error ? outcome.message : outcome?.error;
        expect(
          own.says.every((piece) => error?.includes(piece)),
          `${code}: ${error}`,
        ).toBe(false);
      }
    }
  });

  describe.each(keys)("%s", (key) => {
    const titled = scenes
      .filter((it) => it.key === key)
      .map((it) => [`is ${it.expect.kind} ${it.when}`, it] as const);
    test.each(titled)("%s", (_, scene) => {
      const outcome = outcomes.get(scene.n) ?? new Error("it was not played");
      if (outcome instanceof Error) throw outcome;
      expectOutcome(scene.expect, scene.row, outcome);
      scene.verify?.(outcome.entries);
    });
  });
}

/** Plays one case to its end. */
async function play(host: Host, cloud: Cloud, subject: Subject, scene: Scene): Promise<Outcome> {
  const { n, timeout, by = subject.by } = scene;
  const name = `thing-${n}`;
  const urn = `urn:pulumi:dev::test::pulumi-nodejs:dynamic/interlink:${subject.type}::${name}`;
  const timeouts = timeout === undefined ? {} : { create: timeout, update: timeout, delete: timeout };
  const given: Properties = {
    ...subject.args(n),
    ...scene.args?.(n),
    [PROVIDER]: providerText(subject.type),
    [METADATA]: { name, urn, timeouts },
  };
  await cloud.seed(subject.seed(n));
  const create = async (): Promise<{ id: string; outputs: Properties; inputs: Properties }> => {
    const { inputs, failures } = await host.check(urn, {}, given);
    if (failures.length > 0) {
      throw new Error(`${failures.map(({ property, reason }) => `${property} ${reason}`).join("; ")}.`);
    }
    return { ...(await host.create(urn, inputs)), inputs };
  };
  const made = by === "delete" ? await create() : undefined;
  // The deletion is another command.
  if (made !== undefined) await host.configure();
  const afterSeq = (await cloud.log()).at(-1)?.seq ?? 0;
  await scene.before?.(n, cloud);
  // The id may be known only now; a request may no longer find the thing by it later.
  const id = scene.id?.(n) ?? (await subject.id(n, cloud));
  const work = made === undefined ? create() : host.delete(urn, made.id, made);
  const [done, change] = await Promise.allSettled([work, scene.meanwhile?.(n, cloud)]);
  const errors = [done, change].flatMap((it) =>
    it.status === "rejected" ? [asError(it.reason).message] : [],
  );
  const entries = await cloud.log({ afterSeq, id });
  await scene.after?.(n, cloud);
  return {
    n,
    error: errors.length === 0 ? undefined : errors.join(" AND "),
    doing: subject.doing(n),
    operation: subject.operation,
    entries,
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
