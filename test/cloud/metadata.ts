import { randomUUID } from "node:crypto";
import { type Answer, Refusal, row } from "./frame/answer.ts";
import type { Opened, Request, Service } from "./frame/service.ts";
import type { World } from "./frame/world.ts";
import { findOperation } from "./huawei-request.ts";
import { notFound } from "./metadata/credentials.ts";
import { type Operation, operations } from "./metadata/operations.ts";
import { metadataOptions } from "./metadata/options.ts";

/** The instance metadata of both clouds, which are at 100.100.100.200 and 169.254.169.254 there. */
export const metadata = {
  name: "metadata",
  kinds: [],
  transitions: [],
  options: metadataOptions,
  operations,
  actions: [],
  open,
} as const satisfies Service;

function open(world: World, request: Request): Opened {
  const found = findOperation<Operation>(operations, request);
  const answer = (status: number, body: string, more: Pick<Partial<Answer>, "code" | "headers"> = {}) => ({
    status,
    body,
    ...more,
    headers: { "content-type": "text/plain", ...more.headers },
  });
  return {
    operation: found?.name,
    write: false,
    region: undefined,
    account: undefined,
    accessKeyId: undefined,
    params: { ...found?.path },
    requestId: randomUUID(),
    admit() {
      if (found === undefined) throw new Refusal(notFound);
    },
    run() {
      if (found === undefined) throw new Error("run without admit");
      const { operation, path } = found;
      return answer(200, operation.run({ world, headers: request.headers, path }));
    },
    refuse: ({ status, code, message }) => answer(status, message, { code }),
    throttled: () => new Refusal(row(429, "TooManyRequests", "429 - Too Many Requests")),
  };
}
