import { createHash, createHmac, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

// What people have today, to compare with: each resource polls on its own, at once and then every five seconds, with
// nothing that keeps to a quota and no second attempt.

/** A naive resource; the keys are the account's. */
export interface NaiveArgs {
  readonly routerInterfaceId: string;
  readonly regionId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

type Properties = NaiveArgs & Readonly<Record<string, unknown>>;

/** The provider of naive resources, for Pulumi's dynamic-provider host. */
export function handler(): object {
  return {
    check: async (_: unknown, news: Properties) => ({ inputs: news, failures: [] }),
    diff: async () => ({ changes: false }),
    create: async (inputs: Properties) => {
      const { routerInterfaceId, regionId } = inputs;
      await call(inputs, "ConnectRouterInterface", {
        RegionId: regionId,
        RouterInterfaceId: routerInterfaceId,
      });
      while ((await describe(inputs)) !== "Active") await delay(5_000);
      return { id: routerInterfaceId, outs: { ...inputs, status: "Active" } };
    },
  };
}

async function describe(args: NaiveArgs): Promise<string | undefined> {
  const answer = await call(args, "DescribeRouterInterfaces", {
    RegionId: args.regionId,
    "Filter.1.Key": "RouterInterfaceId",
    "Filter.1.Value.1": args.routerInterfaceId,
  });
  return answer.RouterInterfaceSet?.RouterInterfaceType[0]?.Status;
}

interface Answer {
  readonly Code?: string;
  readonly RouterInterfaceSet?: { readonly RouterInterfaceType: readonly { readonly Status: string }[] };
}

/** One call of the VPC API, signed with ACS3-HMAC-SHA256 and sent once. */
export async function call(
  { accessKeyId, accessKeySecret }: NaiveArgs,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Answer> {
  const endpoint = process.env["ALIBABA_CLOUD_ENDPOINT_VPC"] ?? "";
  const query = Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const headers: Record<string, string> = {
    host: new URL(endpoint).host,
    "x-acs-action": action,
    "x-acs-content-sha256": sha256(""),
    "x-acs-date": `${new Date().toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-version": "2016-04-28",
  };
  const names = Object.keys(headers);
  const signedHeaders = names.join(";");
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = ["POST", "/", query, lines, signedHeaders, sha256("")].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  const response = await fetch(`${endpoint}/?${query}`, {
    method: "POST",
    headers: {
      ...headers,
      accept: "application/json",
      authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signedHeaders},Signature=${signature}`,
    },
  });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${action}: ${answer.Code}`);
  return answer;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
