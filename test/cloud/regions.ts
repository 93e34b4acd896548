import type { Params } from "./alibaba-params.ts";
import { type ErrorRow, Refusal } from "./frame/answer.ts";

/** The public regions of Alibaba Cloud, from the service's metadata and the endpoint maps of its clients. */
export const regionIds: ReadonlySet<string> = new Set([
  ...[
    "cn-hangzhou",
    "cn-shanghai",
    "cn-beijing",
    "cn-shenzhen",
    "cn-qingdao",
    "cn-huhehaote",
    "cn-wulanchabu",
  ],
  ...["cn-nanjing", "cn-fuzhou", "cn-wuhan-lr", "cn-heyuan", "cn-guangzhou", "cn-chengdu", "cn-zhangjiakou"],
  ...["cn-hongkong", "cn-zhongwei", "cn-heyuan-acdr-1", "cn-beijing-finance-1", "cn-shanghai-finance-1"],
  ...["cn-shenzhen-finance-1", "cn-hangzhou-finance", "cn-north-2-gov-1", "cn-zhengzhou-jva"],
  ...["cn-wulanchabu-gic-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-5"],
  ...["ap-southeast-6", "ap-southeast-7", "ap-southeast-8", "ap-northeast-1", "ap-northeast-2", "ap-south-1"],
  ...["us-west-1", "us-east-1", "us-southeast-1", "na-south-1", "sa-east-1", "eu-central-1", "eu-west-1"],
  ...["eu-west-2", "me-central-1", "me-east-1"],
]);

/** The RegionId of a call; the operation's page says how an unknown one is refused. */
export function regionOf(params: Params, unknown: ErrorRow): string {
  const region = params.required("RegionId");
  if (!regionIds.has(region)) throw new Refusal(unknown);
  return region;
}
