import * as z from "zod";
import type { AlibabaOperation, AlibabaService } from "../core/service.ts";

/** Security Token Service, version 2015-04-01. Endpoints: help.aliyun.com, STS, "Endpoints". */
export const sts: AlibabaService = {
  name: "Sts",
  version: "2015-04-01",
  endpointKey: "sts",
  parametersIn: "query",
  endpoint: (region) => (region === "" ? "https://sts.aliyuncs.com" : `https://sts.${region}.aliyuncs.com`),
  errors: [],
};

/** Whose credentials these are. Needs no permission. */
export const getCallerIdentity: AlibabaOperation<Record<string, never>, { AccountId: string }> = {
  service: sts,
  name: "GetCallerIdentity",
  effect: "read",
  answer: z.object({ AccountId: z.coerce.string() }),
};
