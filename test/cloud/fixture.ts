import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Cloud, startCloud } from "./client.ts";
import type { Seed } from "./control-types.ts";

/** A cloud for one test file; at the start of each test it is as after a reset, with these records besides. */
export function cloudWith(seed: Seed): () => Cloud {
  let cloud: Cloud | undefined;
  const get = (): Cloud => {
    if (cloud === undefined) throw new Error("the cloud has not started yet");
    return cloud;
  };
  beforeAll(async () => {
    cloud = await startCloud();
  });
  beforeEach(async () => {
    await get().reset();
    await get().seed(seed);
  });
  afterAll(() => get().stop());
  return get;
}
