import type { Call } from "../alibaba.ts";
import { type ErrorRow, Refusal } from "../frame/answer.ts";
import { regionOf } from "../regions.ts";
import { type RouterInterface, routerInterfaces } from "./interfaces.ts";

/** The caller's router interface that a call names, as it is now; another account's counts as not there. */
export function interfaceOf(call: Call, errors: { region: ErrorRow; missing: ErrorRow }): RouterInterface {
  const regionId = regionOf(call.params, errors.region);
  const record = routerInterfaces.of(call.world).get(call.params.required("RouterInterfaceId"));
  if (record === undefined || record.account !== call.account.id || record.regionId !== regionId) {
    throw new Refusal(errors.missing);
  }
  return record;
}
