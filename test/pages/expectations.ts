import { expect } from "vitest";
import type { Entry } from "../cloud/frame/log.ts";
import type { Row } from "./page.ts";

/** The code was met and it did not matter: the operation succeeded in the end. */
export interface Absorbed {
  readonly kind: "absorbed";
  /** The writes that were carried out, in order. */
  readonly writes: readonly string[];
}

/** The state that calls for the code was seen and waited out: the cloud never had to refuse. */
export interface Avoided {
  readonly kind: "avoided";
  readonly writes: readonly string[];
}

/** The operation failed of the code, and the user is told what it means and what to do. */
export interface Told {
  readonly kind: "told";
  /** A piece of what the code means, and one of what to do about it. */
  readonly says: readonly [means: string, remedy: string];
  /** What it was waiting for in vain when time was up, or how that begins. */
  readonly waitedFor?: string;
  /** Not as on the page: where `%s` was filled in, or another operation was refused. */
  readonly code?: string;
  /** Or how it begins. */
  readonly message?: string;
  readonly status?: number;
  readonly operation?: string;
  readonly doing?: (n: number) => string;
  /** The code as the cloud put it on the wire, where that is another one. */
  readonly onTheWire?: string;
  /** The writes that were carried out all the same. */
  readonly writes?: readonly string[];
}

/** Seen by the provider, which tells it in its own words: before anything was sent, unless there are `writes`. */
export interface Refused {
  readonly kind: "rejected";
  readonly says: readonly string[];
  /** The writes that had been carried out by then. */
  readonly writes?: readonly string[];
}

/** What a case may expect. */
export type Expected = Absorbed | Avoided | Told | Refused;

/** What became of a case. */
export interface Outcome {
  /** The number of its things. */
  readonly n: number;
  /** The error, as the user gets it. */
  readonly error: string | undefined;
  /** How the subject says what was being done. */
  readonly doing: string;
  readonly operation: string;
  /** Every request for this thing. */
  readonly entries: readonly Entry[];
}

/** Expects what a case says. */
export function expectOutcome(expected: Expected, { status, code, message }: Row, outcome: Outcome): void {
  const { error, entries } = outcome;
  const applied = entries.filter((it) => it.applied).map(({ operation }) => operation);
  switch (expected.kind) {
    case "absorbed":
      expect(error).toBeUndefined();
      expect(applied).toEqual(expected.writes);
      expect(codesIn(entries)).toContain(code);
      break;
    case "avoided":
      expect(error).toBeUndefined();
      expect(applied).toEqual(expected.writes);
      expect(codesIn(entries)).not.toContain(code);
      break;
    case "told": {
      const { onTheWire = expected.code ?? code, operation = outcome.operation } = expected;
      expect(applied).toEqual(expected.writes ?? []);
      const refused = entries.filter((it) => it.code === onTheWire);
      expect(refused, `answers with ${onTheWire} among ${codesIn(entries).join()}`).not.toEqual([]);
      const text = error ?? "";
      const head = `${expected.doing?.(outcome.n) ?? outcome.doing}: ${expected.code ?? code}: ${expected.message ?? message ?? ""}`;
      if (expected.waitedFor === undefined) expect(text.slice(0, head.length)).toBe(head);
      else expect(text).toContain(`: still waiting for ${expected.waitedFor}`);
      expect(text).toContain(head);
      const wheres = refused.map(
        (it) => `(${operation}, HTTP ${expected.status ?? status}, request id ${it.requestId}).`,
      );
      expect(
        wheres.filter((where) => text.includes(where)),
        text,
      ).toHaveLength(1);
      const said = text.slice(text.indexOf(").") + 2);
      for (const piece of expected.says) expect(said).toContain(piece);
      expectReadable(text);
      break;
    }
    case "rejected":
      for (const piece of expected.says) expect(error).toContain(piece);
      if (expected.writes === undefined) expect(entries.filter(({ write }) => write)).toEqual([]);
      else expect(applied).toEqual(expected.writes);
      if (applied.length > 0) expect(error).not.toContain("nothing was changed");
      expectReadable(error ?? "");
      break;
  }
}

/** An error is one message in sentences: nothing that a program left over, nothing twice. */
export function expectReadable(text: string): void {
  expect(text).not.toMatch(/undefined|\[object|NaN|%s|\n|\.\.|: :| {2}|\bnull\b/);
  expect(text).toMatch(/\.$/);
  expect(text.split("pulumi up").length - 1, text).toBeLessThanOrEqual(1);
  const sentences = text.split(/(?<=[.;:]) /);
  expect(new Set(sentences).size, text).toBe(sentences.length);
}

function codesIn(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ code }) => (code === undefined ? [] : [code]));
}
