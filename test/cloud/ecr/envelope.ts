import type { WireObject } from "../frame/json.ts";
import type { World } from "../frame/world.ts";
import { optionsOf } from "./options.ts";

/** The members that every successful answer has (pages of Grant and Revoke, response parameters). */
export function success(world: World): WireObject {
  const noise = {
    DynamicCode: "IllegalParamFormat.EcrId\n",
    DynamicMessage: "The param format of EcrId **** is illegal.\n",
    AccessDeniedDetail: "Authentication is failed for ****\n",
  };
  return {
    Success: true,
    Code: "200",
    Message: "OK",
    HttpStatusCode: 200,
    ...(optionsOf(world).noisySuccess && noise),
  };
}
