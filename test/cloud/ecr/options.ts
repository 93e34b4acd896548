import { z } from "zod";
import type { World } from "../frame/world.ts";

/** Choices for what no page of Express Connect Router settles. */
export const ecrOptions = z.strictObject({
  /** Failures come as HTTP 4xx, or within HTTP 200 with `Success: false`. */
  failures: z.enum(["http4xx", "within200"]).default("http4xx"),
  /** Where the `%s` of codes and messages are filled in; where not, DynamicCode and DynamicMessage tell. */
  placeholders: z.enum(["filledInHttp4xx", "filled", "raw"]).default("filledInHttp4xx"),
  /** DynamicMessage is a whole sentence (the pages' samples), or the parameter's name alone (their notes). */
  dynamicMessage: z.enum(["sentence", "parameter"]).default("sentence"),
  /** Successes too carry DynamicCode, DynamicMessage and AccessDeniedDetail, as the pages' samples do. */
  noisySuccess: z.boolean().default(false),
  /** What an accepted Grant or Revoke keeps busy while it is unfinished (`ecrOperation`). */
  lock: z.enum(["router", "instance", "both"]).default("router"),
  /** Grant of what is granted already: no second grant, or IllegalParam.InstanceId. */
  doubleGrant: z.enum(["succeeds", "illegal"]).default("succeeds"),
  /** Revoke of what is not granted: nothing happens, 404 ResourceNotFound.GrantId, or IllegalParam.InstanceId. */
  missingGrant: z.enum(["succeeds", "notFound", "illegal"]).default("succeeds"),
  /** Revoke while the router has an association with the instance: the association goes on, or IllegalParam.InstanceId. */
  revokeAssociated: z.enum(["succeeds", "illegal"]).default("succeeds"),
  /** Grant to a router of the same account: IllegalParam.EcrOwnerAliUid, or as to any other. */
  sameAccount: z.enum(["illegal", "succeeds"]).default("illegal"),
  /** What the view of the router's owner (CallerType ECR) shows to others: nothing, or ResourceNotFound.EcrId. */
  strangersView: z.enum(["empty", "notFound"]).default("empty"),
  /** NextToken of the last page. */
  lastNextToken: z.enum(["absent", "empty"]).default("absent"),
});

/** The choices. */
export type EcrOptions = z.output<typeof ecrOptions>;

/** The choices that hold at present. */
export function optionsOf(world: World): EcrOptions {
  return ecrOptions.parse(world.options.get("expressconnectrouter") ?? {});
}
