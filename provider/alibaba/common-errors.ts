import { AFTER_A_CHANGE } from "../http/credentials.ts";
import type { ErrorFact } from "../http/errors.ts";

/** Refusals that any operation of any service may meet. */
export const commonErrors: readonly ErrorFact[] = [
  {
    code: "InvalidAccessKeyId*",
    onError: "fail",
    means: "The access key does not exist or is disabled.",
    remedy: `Check which access key the provider uses (see Credentials in the README). ${AFTER_A_CHANGE}`,
  },
  {
    code: "SignatureDoesNotMatch",
    onError: "fail",
    means: "The secret does not belong to the access key.",
    remedy: `Check the secret key next to the access key; both must come from one place. ${AFTER_A_CHANGE}`,
  },
  {
    code: "InvalidSecurityToken*",
    onError: "fail",
    means: "The security token has expired or does not belong to the access key.",
    remedy: `Fetch temporary credentials anew. ${AFTER_A_CHANGE}`,
  },
  {
    code: "InvalidTimeStamp*",
    onError: "fail",
    means: "This machine's clock is more than 15 minutes off.",
    remedy: "Set the clock; requests are signed with the time.",
  },
  {
    code: "Forbidden.RAM",
    onError: "fail",
    means: "The credentials may not call this operation.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "NoPermission",
    onError: "fail",
    means: "The credentials may not call this operation.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "Forbidden.SubUser",
    onError: "fail",
    means: "The RAM user may not work on this resource.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "InvalidApi.NotFound",
    onError: "fail",
    means: "The endpoint does not know this operation.",
    remedy: "Check the endpoint that is configured for this service.",
  },
  {
    code: "InvalidAction.NotFound",
    onError: "fail",
    means: "The endpoint does not know this operation.",
    remedy: "Check the endpoint that is configured for this service.",
  },
  {
    code: "InvalidRegionId.Malformed",
    onError: "fail",
    means: "What was given as the region cannot be the id of one.",
    remedy: "Write regionId, or the region that is configured, as in cn-hangzhou.",
  },
  {
    code: "InvalidRegionId*",
    onError: "fail",
    means: "There is no such region, or this service is not offered there.",
    remedy: "Check regionId, or the region that is configured.",
  },
];
