import { z } from "zod";

// Which call a fault is for. Left out: any.
const matchers = {
  service: z.string().optional(),
  operation: z.string().optional(),
  /** Only writes, or only reads. */
  write: z.boolean().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** Some parameter of the call has this value. */
  id: z.string().optional(),
  /** The first call that gets it, counted from the order on, among the calls that match. */
  nth: z.int().positive().default(1),
  /** How many matching calls in a row get it from then on. */
  times: z.union([z.int().positive(), z.literal("always")]).optional(),
};

const when = (usual: "before" | "after") => z.enum(["before", "after"]).default(usual);
const bytes = z.int().positive();

/** A fault to order. `when`: before or after the operation is carried out. */
export const faultSchema = z.discriminatedUnion("kind", [
  // The connection goes.
  z.strictObject({ ...matchers, kind: z.literal("dropBefore") }),
  z.strictObject({ ...matchers, kind: z.literal("applyThenReset") }),
  z.strictObject({ ...matchers, kind: z.literal("applyThenFin") }),
  z.strictObject({ ...matchers, kind: z.literal("applyThenTruncate") }),
  // No answer, or a late or slow one.
  z.strictObject({ ...matchers, kind: z.literal("hang") }),
  z.strictObject({ ...matchers, kind: z.literal("applyThenHang") }),
  z.strictObject({
    ...matchers,
    kind: z.literal("delay"),
    ms: z.number().nonnegative(),
    when: when("before"),
  }),
  z.strictObject({ ...matchers, kind: z.literal("hold"), when: when("before") }),
  z.strictObject({
    ...matchers,
    kind: z.literal("slowHeaders"),
    everyMs: z.number().positive().default(200),
  }),
  z.strictObject({ ...matchers, kind: z.literal("dripBody"), everyMs: z.number().positive().default(200) }),
  // An answer that is not the cloud's.
  z.strictObject({
    ...matchers,
    kind: z.literal("applyThenStatus"),
    status: z.int().min(200).max(599),
    /** Text goes out as it is, an object as JSON. */
    body: z.union([z.string(), z.record(z.string(), z.json())]).default(""),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ ...matchers, kind: z.literal("html502"), when: when("before") }),
  z.strictObject({ ...matchers, kind: z.literal("garbage200"), when: when("after") }),
  z.strictObject({ ...matchers, kind: z.literal("emptyBody200"), when: when("after") }),
  z.strictObject({
    ...matchers,
    kind: z.literal("redirect"),
    /** Left out: another path of the same service, so that following it shows in the log. */
    location: z.string().optional(),
    status: z.int().min(300).max(399).default(302),
    when: when("before"),
  }),
  // The cloud's own answer in an unusual wrapping.
  z.strictObject({ ...matchers, kind: z.literal("gzip"), inflatedBytes: bytes.optional() }),
  z.strictObject({ ...matchers, kind: z.literal("bigBody"), bytes: bytes.default(64 * 1024 * 1024) }),
  // Refusals.
  z.strictObject({
    ...matchers,
    kind: z.literal("throttle"),
    /** Left out: what the service usually says. */
    code: z.string().optional(),
    status: z.int().optional(),
    message: z.string().optional(),
    hintMs: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    ...matchers,
    kind: z.literal("error"),
    code: z.string(),
    /** Status and message may be left out for a code that the operation's page lists once. */
    status: z.int().optional(),
    message: z.string().optional(),
  }),
  z.strictObject({
    ...matchers,
    kind: z.literal("softFail"),
    code: z.string(),
    message: z.string(),
    httpStatusCode: z.int().default(400),
    dynamicCode: z.string().default(""),
    dynamicMessage: z.string().default(""),
  }),
  // Old news. Reads only.
  z.strictObject({
    ...matchers,
    kind: z.literal("stale"),
    /** The state of that many ms ago, or from before the last write that was carried out. */
    show: z.union([z.literal("beforeLastWrite"), z.strictObject({ agoMs: z.number().positive() })]),
    /**
     * Ends this long after the write (`beforeLastWrite`) or the order (`agoMs`), in ms of the cloud's clock;
     * given, `times` is "always" unless said otherwise.
     */
    forMs: z.number().positive().optional(),
  }),
]);

/** A fault as a test orders it. */
export type FaultOrder = z.input<typeof faultSchema>;

/** A fault with its defaults filled in. */
export type Fault = z.output<typeof faultSchema>;

/** A fault of one kind. */
export type FaultOf<K extends Fault["kind"]> = Extract<Fault, { kind: K }>;
