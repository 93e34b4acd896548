import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal, row } from "./frame/answer.ts";
import type { Service } from "./frame/service.ts";

/** The instance metadata of both clouds. It knows nothing yet. */
export const metadata = {
  name: "metadata",
  kinds: [],
  transitions: [],
  options: z.strictObject({}),
  operations: {},
  actions: [],
  open: () => ({
    operation: undefined,
    write: false,
    region: undefined,
    account: undefined,
    accessKeyId: undefined,
    params: {},
    requestId: randomUUID(),
    admit() {
      throw new Refusal(row(404, "NotFound", "404 - Not Found"));
    },
    run() {
      throw new Error("no operation is there yet");
    },
    refuse: ({ status, code, message }) => ({
      status,
      headers: { "content-type": "text/plain" },
      body: message,
      code,
    }),
    throttled: () => new Refusal(row(429, "TooManyRequests", "429 - Too Many Requests")),
  }),
} as const satisfies Service;
