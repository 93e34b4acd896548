import type { Seed } from "../cloud/control-types.ts";
import { huaweiRegions } from "../cloud/iam/records.ts";
import { type Call, type Json, listAt, listed, textAt } from "./call.ts";

/** Whom a call of the record was made by, in the local cloud. */
export interface Caller {
  /** The account, or the project. */
  readonly owner: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** What the local cloud has to have before a record is replayed, and who calls. */
export interface Beginning {
  readonly seeds: readonly Seed[];
  readonly callerOf: (call: Call) => Caller;
}

const NO_ACCOUNT = "1000000000000001";
const NO_PROJECT = "00000000000000000000000000000001";

/** Derives from a record what was there before its first write: what its first reads show. */
export function beginningOf(calls: readonly Call[]): Beginning {
  const owners = ownersOf(calls);
  const ownerOf = (call: Call): string =>
    call.params["project_id"] ??
    owners.get(call.credential) ??
    (call.cloud === "alibaba" ? NO_ACCOUNT : NO_PROJECT);
  const callerOf = (call: Call): Caller => {
    const owner = ownerOf(call);
    return { owner, accessKeyId: `key-${owner}`, accessKeySecret: `secret-${owner}` };
  };
  const records = new Records();
  for (const call of calls) addThings(records, call, ownerOf(call));
  addOwners(records, calls, callerOf);
  return { seeds: records.seeds(), callerOf };
}

/** Accounts by access key, and projects by key or token. */
function ownersOf(calls: readonly Call[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const call of calls) {
    const { operation, credential, output, params } = call;
    if (operation === "GetCallerIdentity" && output !== undefined) {
      const id = textAt(output, "AccountId");
      if (id !== "") owners.set(credential, id);
    }
    if (operation === "KeystoneListProjects") {
      const [project] = listAt(output, "projects");
      if (project !== undefined) owners.set(credential, textAt(project, "id"));
    }
    if (params["project_id"] !== undefined) owners.set(credential, params["project_id"]);
  }
  return owners;
}

/** Records by kind and key: the first one stays, since later ones may show what the record's own writes have done. */
class Records {
  readonly #kinds = new Map<string, Map<string, Record<string, unknown>>>();
  readonly #made = new Set<string>();

  add(kind: string, key: string, record: Record<string, unknown>): void {
    if (key === "" || this.#made.has(`${kind} ${key}`)) return;
    const table = this.#kinds.get(kind) ?? new Map<string, Record<string, unknown>>();
    this.#kinds.set(kind, table);
    if (!table.has(key)) table.set(key, record);
  }

  /** From here on it is the record's own doing. */
  written(kind: string, key: string): void {
    if (this.#kinds.get(kind)?.has(key) !== true) this.#made.add(`${kind} ${key}`);
  }

  /** Owners first: other records name them. */
  seeds(): Seed[] {
    const owners = ["accounts", "domains", "projects"];
    const seedOf = (kinds: readonly string[]): Seed =>
      Object.fromEntries(kinds.map((kind) => [kind, [...(this.#kinds.get(kind)?.values() ?? [])]]));
    return [seedOf(owners), seedOf([...this.#kinds.keys()].filter((kind) => !owners.includes(kind)))];
  }
}

function addThings(records: Records, call: Call, account: string): void {
  const { operation, params, output, exchange } = call;
  const isDone = exchange.answer !== undefined && exchange.answer.status < 300 && output !== undefined;
  const regionId = params["RegionId"];
  switch (operation) {
    case "DescribeRouterInterfaces":
      for (const it of isDone ? listAt(output, "RouterInterfaceSet", "RouterInterfaceType") : []) {
        addInterface(records, it, account, regionId);
      }
      break;
    case "CreateRouterInterface":
      records.written("routerInterfaces", textAt(output, "RouterInterfaceId"));
      break;
    case "DescribeVpcAttribute":
      if (isDone) {
        const classicLinkEnabled = textAt(output, "ClassicLinkEnabled") === "true";
        records.add("vpcs", textAt(output, "VpcId"), {
          id: textAt(output, "VpcId"),
          account,
          regionId,
          classicLinkEnabled,
        });
      }
      break;
    case "DescribeInstances":
      for (const it of isDone ? listAt(output, "Instances", "Instance") : []) {
        const networkType = textAt(it, "InstanceNetworkType") === "vpc" ? "vpc" : "classic";
        addInstance(records, textAt(it, "InstanceId"), account, regionId, {
          status: oneOf(["Running", "Stopped"], textAt(it, "Status")),
          networkType,
        });
      }
      break;
    case "DescribeClassicLinkInstances":
      if (!isDone) break;
      for (const it of listAt(output, "Links", "Link")) {
        const link = { instanceId: textAt(it, "InstanceId"), vpcId: textAt(it, "VpcId") };
        addInstance(records, link.instanceId, account, regionId, {});
        records.add("classicLinks", `${link.instanceId}:${link.vpcId}`, link);
      }
      for (const id of listed(call, "InstanceId")) addInstance(records, id, account, regionId, {});
      break;
    case "AttachClassicLinkVpc":
    case "DetachClassicLinkVpc": {
      const [instance = "", vpcId = ""] = [params["InstanceId"], params["VpcId"]];
      if (isDone) {
        addInstance(records, instance, account, regionId, {});
        records.add("vpcs", vpcId, { id: vpcId, account, regionId, classicLinkEnabled: true });
      }
      records.written("classicLinks", `${instance}:${vpcId}`);
      break;
    }
    case "DescribeInstanceGrantedToExpressConnectRouter":
      for (const it of isDone ? listAt(output, "EcrGrantedInstanceList") : []) {
        addGrant(records, it, account);
      }
      break;
    case "GrantInstanceToExpressConnectRouter":
    case "RevokeInstanceFromExpressConnectRouter": {
      const [ecrId = "", instanceId = "", owner = ""] = [
        params["EcrId"],
        params["InstanceId"],
        params["EcrOwnerAliUid"],
      ];
      if (isDone) {
        addRouter(records, ecrId, owner);
        addNetwork(records, params["InstanceType"] ?? "", instanceId, account, params["InstanceRegionId"]);
      }
      records.written("ecrGrants", `${ecrId}:${instanceId}`);
      break;
    }
    case "CreateConnection":
      records.written("connections", textAt(output, "id"));
      break;
    case "ShowDetailOfConnection":
      if (isDone) addConnection(records, output, account);
      break;
    case "ListConnections":
      for (const it of isDone ? listAt(output, "items") : []) addConnection(records, it, account);
      break;
  }
}

function addInterface(records: Records, it: Json, account: string, regionId: string | undefined): void {
  const text = (name: string): string => textAt(it, name);
  const peerId = text("OppositeInterfaceId");
  const opposite = peerId === "" ? {} : { oppositeInterfaceId: peerId, ...oppositeOf(it) };
  records.add("routerInterfaces", text("RouterInterfaceId"), {
    id: text("RouterInterfaceId"),
    account,
    regionId,
    role: oneOf(["InitiatingSide", "AcceptingSide"], text("Role")),
    routerId: text("RouterId") || "vrt-unknown",
    routerType: oneOf(["VRouter", "VBR"], text("RouterType")),
    status: oneOf(["Idle", "Connecting", "Active", "Inactive"], text("Status")),
    oppositeRegionId: text("OppositeRegionId"),
    ...opposite,
  });
}

function oppositeOf(it: Json): Record<string, unknown> {
  return {
    oppositeRouterId: textAt(it, "OppositeRouterId"),
    oppositeRouterType: oneOf(["VRouter", "VBR"], textAt(it, "OppositeRouterType")) ?? "",
    oppositeInterfaceOwnerId: textAt(it, "OppositeInterfaceOwnerId"),
  };
}

function addInstance(
  records: Records,
  id: string,
  account: string,
  regionId: string | undefined,
  more: Record<string, unknown>,
): void {
  records.add("ecsInstances", id, { id, account, regionId, ...more });
}

function addGrant(records: Records, it: Json, account: string): void {
  const [ecrId, instanceId, owner] = [
    textAt(it, "EcrId"),
    textAt(it, "NodeId"),
    textAt(it, "EcrOwnerAliUid"),
  ];
  const [type, region] = [textAt(it, "NodeType"), textAt(it, "NodeRegionId")];
  addRouter(records, ecrId, owner);
  addNetwork(records, type, instanceId, account, region);
  const instanceType = oneOf(["VPC", "VBR"], type);
  records.add("ecrGrants", `${ecrId}:${instanceId}`, {
    ...{ ecrId, ecrOwnerAliUid: owner, instanceId, instanceType, instanceRegionId: region, account },
    status: textAt(it, "Status") || "Active",
  });
}

function addRouter(records: Records, id: string, owner: string): void {
  records.add("accounts", owner, {
    id: owner,
    accessKeyId: `key-${owner}`,
    accessKeySecret: `secret-${owner}`,
  });
  records.add("expressConnectRouters", id, { id, account: owner });
}

function addNetwork(
  records: Records,
  type: string,
  id: string,
  account: string,
  regionId: string | undefined,
): void {
  records.add(type === "VBR" ? "vbrs" : "vpcs", id, { id, account, regionId });
}

function addConnection(records: Records, it: Json, projectId: string): void {
  const [id, name] = [textAt(it, "id"), textAt(it, "name")];
  // Every project has that one from the start.
  if (name === "default") return;
  const detail = (member: string): Record<string, unknown> | undefined => {
    const found = Object.entries((typeof it === "object" && it !== null && Reflect.get(it, member)) || {});
    const plain = found.filter(([, value]) => typeof value === "string" || typeof value === "boolean");
    return plain.length === 0 ? undefined : Object.fromEntries(plain);
  };
  records.add("connections", id, {
    ...{ id, projectId, name, description: textAt(it, "description") },
    status: oneOf(["CREATING", "CREATED", "CREATE_FAILED"], textAt(it, "status")),
    ...{ vpcId: textAt(it, "vpc_id"), subnetId: textAt(it, "subnet_id") },
    type: oneOf(["WEBHOOK", "KAFKA", "ROCKETMQ"], textAt(it, "type")),
    kafkaDetail: detail("kafka_detail"),
    rocketmqDetail: detail("rocketmq_detail"),
  });
}

function addOwners(records: Records, calls: readonly Call[], callerOf: (call: Call) => Caller): void {
  for (const call of calls) {
    const { owner, accessKeyId, accessKeySecret } = callerOf(call);
    if (call.cloud === "alibaba") {
      records.add("accounts", owner, { id: owner, accessKeyId, accessKeySecret });
      continue;
    }
    const host = new URL(call.exchange.request.url).hostname;
    const named = huaweiRegions.find((it) => host.includes(it)) ?? regionOf(calls, owner) ?? "cn-north-4";
    const domainId = `domain-${owner}`;
    records.add("domains", domainId, { id: domainId, name: domainId });
    records.add("projects", owner, { id: owner, domainId, name: named, region: named });
    records.add("iamUsers", `user-${owner}`, {
      ...{ id: `user-${owner}`, domainId, name: `user-${owner}`, password: "unused" },
      ...{ accessKey: accessKeyId, secretKey: accessKeySecret },
    });
  }
}

/** A region's main project has its name. */
function regionOf(calls: readonly Call[], projectId: string): string | undefined {
  const projects = calls.flatMap(({ operation, output }) =>
    operation === "KeystoneListProjects" ? listAt(output, "projects") : [],
  );
  const name = textAt(
    projects.find((it) => textAt(it, "id") === projectId),
    "name",
  );
  return huaweiRegions.find((it) => it === name);
}

function oneOf(known: readonly string[], value: string): string | undefined {
  return known.find((it) => it === value);
}
