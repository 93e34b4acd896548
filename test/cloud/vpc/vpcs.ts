import { z } from "zod";
import type { Operation } from "../alibaba.ts";
import { defaultAccountId } from "../defaults.ts";
import { Refusal } from "../frame/answer.ts";
import { Long } from "../frame/json.ts";
import { kind } from "../frame/store.ts";
import { regionOf } from "../regions.ts";
import { vpcAttributeErrors as errors } from "./errors.ts";

/** VPCs, as far as the links between networks ask for them. */
export const vpcs = kind({
  name: "vpcs",
  schema: z.strictObject({
    id: z.string().min(1),
    account: z.string().default(defaultAccountId),
    regionId: z.string().default("cn-hangzhou"),
    status: z.enum(["Available", "Pending"]).default("Available"),
    classicLinkEnabled: z.boolean().default(false),
    cidrBlock: z.string().default("172.16.0.0/12"),
    vRouterId: z.string().default(""),
    name: z.string().default(""),
    description: z.string().default(""),
    creationTime: z.string().default("2026-01-02T03:04:05Z"),
  }),
  id: (record) => record.id,
  status: (record) => record.status,
});

/** DescribeVpcAttribute: one VPC of the caller. */
export const describeVpcAttribute: Operation = {
  write: false,
  errors,
  run({ world, params, account, view }) {
    const regionId = regionOf(params, errors.region);
    const id = params.required("VpcId");
    if (params.boolean("DryRun", false)) throw new Refusal(errors.dryRun);
    const record = vpcs.of(world).get(id, view);
    if (record === undefined || record.account !== account.id || record.regionId !== regionId) {
      throw new Refusal(errors.missing);
    }
    return {
      VpcId: record.id,
      VpcName: record.name,
      Description: record.description,
      RegionId: record.regionId,
      OwnerId: new Long(record.account),
      Status: record.status,
      CidrBlock: record.cidrBlock,
      VRouterId: record.vRouterId,
      ClassicLinkEnabled: record.classicLinkEnabled,
      IsDefault: false,
      CreationTime: record.creationTime,
    };
  },
};
