import { alibabaEndpoint } from "../../alibaba/client.ts";
import { alibabaProfile } from "../../alibaba/credentials/profile.ts";
import { describeGrants, ecr, readGrant } from "../../alibaba/ecr.ts";
import { describeClassicLinkInstances, ecs, readLink } from "../../alibaba/ecs.ts";
import type { AlibabaOperation } from "../../alibaba/operation.ts";
import { ALICLOUD } from "../../alibaba/setting-rows.ts";
import type { AlibabaSettings } from "../../alibaba/settings.ts";
import { getCallerIdentity, sts } from "../../alibaba/sts.ts";
import { describeRouterInterfaces, readRouterInterface, vpc } from "../../alibaba/vpc.ts";
import type { Clouds } from "../../runtime.ts";
import type { Address, ExaminedCloud, ReadCloud } from "./cloud.ts";

/** Nobody has things of these names, which look as the cloud's own do. */
const NOBODYS = {
  routerInterface: "ri-interlinkdoctor0",
  instance: "i-interlinkdoctor0",
  router: "ecr-interlinkdoctor0",
  vpc: "vpc-interlinkdoctor0",
};
/** What is asked for does not matter where nothing follows from it. */
const OPTIONS = { acceptAbsent: true };

/** Alibaba Cloud. */
export function alibaba({ alibaba: cloud }: Clouds): ExaminedCloud {
  return {
    namespace: "alicloud",
    rows: ALICLOUD,
    read(): ReadCloud {
      const settings = cloud.settings();
      const { credential, assumeRole } = settings;
      const namesProfile = credential?.kind === "profile";
      return {
        isTaken: ({ key }, { name }) => settings.taken.has(name) && isUsed(key, settings),
        credential: credential?.from,
        namesProfile,
        assumes: assumeRole?.roleArn,
        profile() {
          if (credential !== undefined && !namesProfile) return undefined;
          const search = alibabaProfile(settings);
          const { found } = search;
          return { ...search, found: found && { ...found, from: found.spec.from } };
        },
        region: () => settings.region,
        noRegion: "pulumi config set alicloud:region …, or set ALICLOUD_REGION.",
        addresses: (region) => addresses(settings, region),
        accountService: sts.endpointKey,
        needsAccountService: assumeRole !== undefined || credential?.kind === "oidc",
        async account(region) {
          const { AccountId, Arn, IdentityType } = await cloud.client().call(getCallerIdentity, region, {});
          return `account ${AccountId}, ${[IdentityType, Arn].filter((it) => it !== "").join(" ")}`;
        },
        reads(region, ids) {
          const named = (prefix: string): string | undefined => ids.find((id) => id.startsWith(prefix));
          const [routerInterface, instance, router] = [named("ri-"), named("i-"), named("ecr-")];
          return [
            {
              ...called(describeRouterInterfaces),
              id: routerInterface,
              run: () =>
                readRouterInterface(
                  cloud.client(),
                  region,
                  routerInterface ?? NOBODYS.routerInterface,
                  OPTIONS,
                ),
            },
            {
              ...called(describeGrants),
              // Whether this account has granted it anything is another question.
              id: undefined,
              run: () =>
                readGrant(
                  cloud.client(),
                  {
                    EcrId: router ?? NOBODYS.router,
                    EcrOwnerAliUid: "",
                    InstanceId: NOBODYS.vpc,
                    InstanceType: "VPC",
                    InstanceRegionId: region,
                  },
                  OPTIONS,
                ),
            },
            {
              ...called(describeClassicLinkInstances),
              // An instance without a link is not listed.
              id: undefined,
              run: () => readLink(cloud.client(), region, instance ?? NOBODYS.instance, OPTIONS),
            },
          ];
        },
      };
    },
  };
}

/** Whether what was read of a setting is used at all; the credential's place decides that. */
function isUsed(key: string, { credential, assumeRole }: AlibabaSettings): boolean {
  switch (key) {
    case "profile":
    case "sharedCredentialsFile":
      return credential?.kind === "profile";
    case "assumeRole":
      return assumeRole !== undefined;
    case "assumeRoleWithOidc":
      return credential?.kind === "oidc";
    default:
      return true;
  }
}

/** A read, as its own row names it. */
function called<Parameters, Answer>({ service, name, permission }: AlibabaOperation<Parameters, Answer>) {
  return {
    service: service.endpointKey,
    operation: `${service.name}.${name}`,
    permission: permission?.action ?? "",
  };
}

function addresses(settings: AlibabaSettings, region: string | undefined): Address[] {
  return [vpc, ecs, ecr, sts].flatMap((service): Address[] => {
    const { endpointKey } = service;
    const at = (place: string): string => alibabaEndpoint(settings, service, place);
    const isAnywhere = settings.endpoints[endpointKey] !== undefined || service === ecr;
    if (region === undefined)
      return isAnywhere || service === sts ? [{ service: endpointKey, origins: [at("")] }] : [];
    // Not every region has a Security Token Service of its own; then the central one is asked.
    const origins = service === sts ? [...new Set([at(region), at("")])] : [at(region)];
    return [{ service: endpointKey, origins }];
  });
}
