import type { Operation } from "../alibaba.ts";
import { invalid, type Params } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import { regionOf } from "../regions.ts";
import { describeErrors as errors } from "./errors.ts";
import { type RouterInterface, routerInterfaces, shown } from "./interfaces.ts";

// DescribeRouterInterfaces, parameter Filter.N.Key.
const filterKeys: Readonly<Record<string, (record: RouterInterface) => string>> = {
  RouterInterfaceId: (record) => record.id,
  RouterId: (record) => record.routerId,
  RouterType: (record) => record.routerType,
  RouterInterfaceOwnerId: (record) => record.account,
  OppositeInterfaceId: (record) => record.oppositeInterfaceId,
  OppositeRouterType: (record) => record.oppositeRouterType,
  OppositeRouterId: (record) => record.oppositeRouterId,
  OppositeInterfaceOwnerId: (record) => record.oppositeInterfaceOwnerId,
  Status: (record) => record.status,
  Name: (record) => record.name,
};

/** DescribeRouterInterfaces: the caller's interfaces in one region, filtered and paged. */
export const describeRouterInterfaces: Operation = {
  write: false,
  errors,
  run({ world, params, account, view }) {
    const regionId = regionOf(params, errors.region);
    const pageNumber = params.integer("PageNumber", { usual: 1, min: 1, max: 1_000_000 });
    const pageSize = params.integer("PageSize", { usual: 10, min: 1, max: 50 });
    const filters = filtersOf(params);
    const found = routerInterfaces
      .of(world)
      .list(view)
      .filter((record) => record.account === account.id && record.regionId === regionId)
      .filter((record) => filters.every((fits) => fits(record)));
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return {
      PageNumber: pageNumber,
      PageSize: pageSize,
      TotalCount: found.length,
      RouterInterfaceSet: {
        RouterInterfaceType: page.map((record) => ({
          ...shown(world, record, view),
          FastLinkMode: record.fastLinkMode,
          Ipv6Status: "off",
        })),
      },
    };
  },
};

/** DescribeRouterInterfaceAttribute: one interface; one that is not there is an answer full of empty strings. */
export const describeRouterInterfaceAttribute: Operation = {
  write: false,
  errors,
  run({ world, params, account, view }) {
    const regionId = regionOf(params, errors.region);
    const record = routerInterfaces.of(world).get(params.required("InstanceId"), view);
    const mine = record !== undefined && record.account === account.id && record.regionId === regionId;
    if (!mine)
      return { ...envelope, RouterInterfaceId: "", Status: "", RouterId: "", OppositeInterfaceId: "" };
    const checked = record.healthCheckSourceIp !== "" && record.healthCheckTargetIp !== "";
    return {
      ...envelope,
      ...shown(world, record, view),
      // The page's sample has booleans and a number here, its schema strings.
      HasReservationData: false,
      FastLinkMode: record.fastLinkMode,
      GmtModified: record.creationTime,
      HealthCheckStatus: checked ? "Normal" : "NoHealthCheckConfig",
    };
  },
};

const envelope = { Code: 200, Message: "successful", Success: true };

/** Up to five keys, all of which must fit; a key fits with any of its values; one without values says nothing. */
function filtersOf(params: Params): ((record: RouterInterface) => boolean)[] {
  if (params.get("Filter.6.Key") !== undefined) throw invalid("Filter");
  return [1, 2, 3, 4, 5].flatMap((n) => {
    const key = params.get(`Filter.${n}.Key`);
    const values = params.list(`Filter.${n}.Value`);
    if (key === undefined || values.length === 0) return [];
    const read = filterKeys[key];
    if (read === undefined) throw new Refusal(errors.filterKey);
    return [(record: RouterInterface) => values.includes(read(record))];
  });
}
