import { once } from "../core/once.ts";
import type { Lookup, ProfileFiles, Settings } from "../core/settings.ts";
import { readAlibaba } from "./alibaba.ts";
import { readHuawei } from "./huawei.ts";

/**
 * Reads all settings; first found wins. `config` is the stack's configuration or an explicit provider's arguments, both
 * under the same keys. Each cloud is read when it is first asked for: a mistake in one does not get in the other's way.
 */
export function readSettings(config: Lookup, env: Lookup, files: ProfileFiles = {}): Settings {
  const alibaba = once(() => readAlibaba(config, env, files));
  const huawei = once(() => readHuawei(config, env, files));
  return {
    get alibaba() {
      return alibaba();
    },
    get huawei() {
      return huawei();
    },
  };
}
