import type { Params } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import { describeErrors as errors } from "./errors.ts";
import { ParameterRefusal } from "./refusals.ts";

const formats: Readonly<Record<string, RegExp>> = {
  EcrId: /^ecr-[a-z0-9-]+$/,
  EcrOwnerAliUid: /^\d{1,19}$/,
  InstanceId: /^(vpc|vbr)-[a-z0-9-]+$/,
  InstanceOwnerId: /^\d{1,19}$/,
  InstanceRegionId: /^[a-z]{2}(-[a-z0-9]+)+$/,
  ClientToken: /^[\x20-\x7e]+$/,
};

// The regions that the vendor's command line tool lists for this service; the VPC service has more.
const regionIds: ReadonlySet<string> = new Set([
  ...["cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-qingdao", "cn-huhehaote"],
  ...["cn-wulanchabu", "cn-nanjing", "cn-fuzhou", "cn-wuhan-lr", "cn-heyuan", "cn-guangzhou", "cn-chengdu"],
  ...["ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
  ...["ap-northeast-1", "ap-northeast-2", "us-west-1", "us-east-1"],
  ...["eu-central-1", "eu-west-1", "me-central-1"],
]);

/** What names a grant in a request. */
export interface GrantRequest {
  readonly ecrId: string;
  readonly ecrOwnerAliUid: string;
  readonly instanceId: string;
  readonly instanceType: "VPC" | "VBR";
  readonly instanceRegionId: string;
  readonly dryRun: boolean;
  readonly clientToken: string | undefined;
}

/** Reads the parameters of Grant and Revoke: first whether all are there, then their form, then their values. */
export function grantRequest(params: Params): GrantRequest {
  const names = ["EcrId", "EcrOwnerAliUid", "InstanceId", "InstanceType", "InstanceRegionId"] as const;
  for (const name of names) if (isEmpty(params, name)) throw new ParameterRefusal(errors.missing, name);
  for (const name of [...names, "ClientToken"]) wellFormed(params, name);
  const instanceType = instanceTypeOf(params);
  const instanceId = params.get("InstanceId") ?? "";
  if (instanceType === undefined || !instanceId.startsWith(`${instanceType.toLowerCase()}-`)) {
    throw illegal("InstanceType");
  }
  return {
    ecrId: params.get("EcrId") ?? "",
    ecrOwnerAliUid: params.get("EcrOwnerAliUid") ?? "",
    instanceId,
    instanceType,
    instanceRegionId: regionOf(params) ?? "",
    dryRun: dryRun(params),
    clientToken: wellFormed(params, "ClientToken"),
  };
}

/** A parameter that must be there, in the form it must have. */
export function required(params: Params, name: string): string {
  const value = wellFormed(params, name);
  if (value === undefined) throw new ParameterRefusal(errors.missing, name);
  return value;
}

/** A parameter in the form it must have, where it is there. */
export function wellFormed(params: Params, name: string): string | undefined {
  if (isEmpty(params, name)) return undefined;
  const value = params.get(name) ?? "";
  if (formats[name]?.test(value) === false) throw new ParameterRefusal(errors.format, name);
  return value;
}

/** InstanceType, where it is there. */
export function instanceTypeOf(params: Params): "VPC" | "VBR" | undefined {
  const type = wellFormed(params, "InstanceType");
  if (type === undefined || type === "VPC" || type === "VBR") return type;
  throw illegal("InstanceType");
}

/** InstanceRegionId, where it is there: a region that the service knows. */
export function regionOf(params: Params): string | undefined {
  const region = wellFormed(params, "InstanceRegionId");
  if (region !== undefined && !regionIds.has(region)) throw illegal("InstanceRegionId");
  return region;
}

/** DryRun. */
export function dryRun(params: Params): boolean {
  return read("DryRun", () => params.boolean("DryRun", false));
}

/** MaxResults. */
export function maxResults(params: Params): number {
  return read("MaxResults", () => params.integer("MaxResults", { usual: 20, min: 1, max: 2_147_483_647 }));
}

/** The refusal of a parameter's value. */
export function illegal(parameter: string): Refusal {
  return new ParameterRefusal(errors.illegal, parameter);
}

function isEmpty(params: Params, name: string): boolean {
  return (params.get(name) ?? "") === "";
}

function read<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refusal) throw illegal(name);
    throw error;
  }
}
