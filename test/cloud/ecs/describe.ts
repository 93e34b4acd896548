import { z } from "zod";
import type { Operation } from "../alibaba.ts";
import { invalid } from "../alibaba-params.ts";
import { type ErrorRow, Refusal } from "../frame/answer.ts";
import { isListed } from "../lag.ts";
import { regionOf } from "../regions.ts";
import { vpcs } from "../vpc/vpcs.ts";
import { linkListErrors as errors, instanceListErrors } from "./errors.ts";
import { linksOf } from "./lookup.ts";
import { optionsOf } from "./options.ts";
import { ecsInstances, type Instance, moveInstances } from "./records.ts";

/** DescribeClassicLinkInstances: the links of up to 100 instances, or of a VPC. */
export const describeClassicLinkInstances: Operation = {
  write: false,
  errors,
  run({ world, params, account, view }) {
    const regionId = regionOf(params, errors.region);
    const ids = (params.get("InstanceId") ?? "").split(",").filter((id) => id !== "");
    const vpcId = params.get("VpcId") ?? "";
    if (ids.length === 0 && vpcId === "") throw new Refusal(errors.neither);
    if (ids.length > 100) throw new Refusal(errors.tooMany);
    const pageNumber = numberOf(params.get("PageNumber"), 1, 1_000_000, errors.pageNumber);
    const pageSize = numberOf(params.get("PageSize"), 10, 100, errors.pageSize);

    const instances = ecsInstances.of(world);
    const here = (instance: Instance | undefined) =>
      instance?.account === account.id && instance.regionId === regionId;
    for (const id of ids) {
      const instance = instances.get(id, view);
      if (instance !== undefined && instance.account !== account.id) throw new Refusal(errors.notYours);
      if (!here(instance) && optionsOf(world).unknownInstance === "notFound") {
        throw new Refusal(errors.unknownInstance);
      }
    }
    if (vpcId !== "" && vpcs.of(world).get(vpcId, view)?.account !== account.id) {
      throw new Refusal(errors.vpcNotYours);
    }
    const found = linksOf(world, view)
      .filter((link) => isListed(link) && here(instances.get(link.instanceId, view)))
      .filter((link) => ids.length === 0 || ids.includes(link.instanceId))
      .filter((link) => vpcId === "" || link.vpcId === vpcId);
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return {
      TotalCount: found.length,
      PageNumber: pageNumber,
      PageSize: pageSize,
      Links: { Link: page.map((link) => ({ InstanceId: link.instanceId, VpcId: link.vpcId })) },
    };
  },
};

const idList = z.array(z.string()).min(1).max(100);

/** DescribeInstances: the caller's instances in a region, those that are not there left out. */
export const describeInstances: Operation = {
  write: false,
  errors: instanceListErrors,
  run({ world, params, account, view }) {
    const regionId = regionOf(params, instanceListErrors.region);
    const ids = idsOf(params.get("InstanceIds"));
    const status = oneOf(params.get("Status"), statuses, instanceListErrors.status);
    const networkType = oneOf(
      params.get("InstanceNetworkType"),
      ["classic", "vpc"],
      instanceListErrors.networkType,
    );
    if (params.get("NextToken")) throw invalid("NextToken");
    const pageNumber = params.integer("PageNumber", { usual: 1, min: 1, max: 1_000_000 });
    const pageSize = params.integer("PageSize", { usual: 10, min: 1, max: 100 });

    moveInstances(world);
    const found = ecsInstances
      .of(world)
      .list(view)
      .filter((record) => record.account === account.id && record.regionId === regionId)
      .filter((record) => ids === undefined || ids.includes(record.id))
      .filter((record) => status === undefined || record.status === status)
      .filter((record) => networkType === undefined || record.networkType === networkType);
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return {
      TotalCount: found.length,
      PageNumber: pageNumber,
      PageSize: pageSize,
      NextToken: "",
      Instances: {
        Instance: page.map((record) => ({
          InstanceId: record.id,
          InstanceName: record.name,
          RegionId: record.regionId,
          Status: record.status,
          InstanceNetworkType: record.networkType,
          CreationTime: record.creationTime,
        })),
      },
    };
  },
};

const statuses = ecsInstances.schema.shape.status.unwrap().options;

/** PageNumber and PageSize of DescribeClassicLinkInstances are strings on its page. */
function numberOf(text: string | undefined, usual: number, max: number, error: ErrorRow): number {
  if (text === undefined || text === "") return usual;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > max) throw new Refusal(error);
  return number;
}

function idsOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return idList.parse(JSON.parse(text));
  } catch {
    throw new Refusal(instanceListErrors.instanceIds);
  }
}

function oneOf<T extends string>(
  text: string | undefined,
  words: readonly T[],
  error: ErrorRow,
): T | undefined {
  if (text === undefined || text === "") return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new Refusal(error);
  return word;
}
