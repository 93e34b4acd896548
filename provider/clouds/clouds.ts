import type { Alibaba } from "./alibaba.ts";
import type { Huawei } from "./huawei.ts";

/** The accounts that one provider instance works with. */
export interface Clouds {
  readonly alibaba: Alibaba;
  readonly huawei: Huawei;
}
