import type { FaultOrder } from "../cloud/frame/fault-schema.ts";
import { CLOCK_RATE } from "./lane.ts";

/** Ten seconds by the provider's clock. */
const TEN_SECONDS_MS = 10_000 / CLOCK_RATE;

/** Every way in which one call can go wrong, by name. */
export const faultKinds = {
  dropBefore: { kind: "dropBefore" },
  applyThenReset: { kind: "applyThenReset" },
  applyThenFin: { kind: "applyThenFin" },
  applyThenTruncate: { kind: "applyThenTruncate" },
  applyThenHang: { kind: "applyThenHang" },
  hang: { kind: "hang" },
  "applyThenStatus 500": { kind: "applyThenStatus", status: 500, body: { Code: "InternalError" } },
  "applyThenStatus 502": { kind: "applyThenStatus", status: 502, body: "<html>Bad Gateway</html>" },
  "applyThenStatus 504": { kind: "applyThenStatus", status: 504 },
  html502: { kind: "html502" },
  "garbage200 before": { kind: "garbage200", when: "before" },
  "garbage200 after": { kind: "garbage200", when: "after" },
  "emptyBody200 before": { kind: "emptyBody200", when: "before" },
  "emptyBody200 after": { kind: "emptyBody200", when: "after" },
  "redirect before": { kind: "redirect", when: "before" },
  "redirect after": { kind: "redirect", when: "after" },
  "delay before": { kind: "delay", ms: TEN_SECONDS_MS, when: "before" },
  "delay after": { kind: "delay", ms: TEN_SECONDS_MS, when: "after" },
  slowHeaders: { kind: "slowHeaders", everyMs: 1 },
  dripBody: { kind: "dripBody", everyMs: 1 },
  gzip: { kind: "gzip" },
  "gzip bomb": { kind: "gzip", inflatedBytes: 32 * 1024 * 1024 },
  bigBody: { kind: "bigBody", bytes: 9 * 1024 * 1024 },
  "throttle with hint": { kind: "throttle", hintMs: 2_000 },
  throttle: { kind: "throttle" },
  "throttle 3 times": { kind: "throttle", times: 3, hintMs: 500 },
  "softFail InternalError": { kind: "softFail", code: "InternalError", message: "an internal error" },
  "softFail of a code that nobody knows": { kind: "softFail", code: "Some.News", message: "news" },
  "error of a code that nobody knows": { kind: "error", code: "Some.News", status: 400, message: "news" },
  "error 503": { kind: "error", code: "ServiceUnavailable", status: 503, message: "not now" },
  "dropBefore 3 times": { kind: "dropBefore", times: 3 },
  "applyThenReset twice": { kind: "applyThenReset", times: 2 },
  "html502 5 times": { kind: "html502", times: 5 },
} as const satisfies Readonly<Record<string, FaultOrder>>;

/** The name of a fault. */
export type FaultKind = keyof typeof faultKinds;

/** What one command need not get over: a refusal in words that nobody knows, or one that lasts longer than attempts do. */
export const endsACommand: ReadonlySet<FaultKind> = new Set<FaultKind>([
  // Huawei Cloud knows no such answer: for it that is a code that nobody knows.
  "softFail InternalError",
  "softFail of a code that nobody knows",
  "error of a code that nobody knows",
  "redirect before",
  "redirect after",
  "html502 5 times",
]);
