import { ApiError } from "../../http/errors.ts";
import { huaweiEndpoint } from "../../huawei/client.ts";
import { readHuaweiProfile } from "../../huawei/credentials/profiles.ts";
import { eventGrid, findConnection, listConnections, readConnection } from "../../huawei/eg.ts";
import { iam, listAuthDomains } from "../../huawei/iam.ts";
import { HUAWEI_USER_ID, HUAWEICLOUD } from "../../huawei/setting-rows.ts";
import type { HuaweiSettings } from "../../huawei/settings.ts";
import type { Clouds } from "../../runtime.ts";
import type { ExaminedCloud, ReadCloud } from "./cloud.ts";

/** Huawei Cloud. */
export function huawei({ huawei: cloud }: Clouds): ExaminedCloud {
  return {
    namespace: "huaweicloud",
    rows: { ...HUAWEICLOUD, userId: HUAWEI_USER_ID },
    read(): ReadCloud {
      const settings = cloud.settings();
      const { credential, assumeRole } = settings;
      const namesProfile = credential?.kind === "profile";
      return {
        isTaken: ({ key }, { name }) => settings.taken.has(name) && isUsed(key, settings),
        credential: credential?.from,
        namesProfile,
        assumes: assumeRole && `agency ${assumeRole.agencyName}`,
        profile() {
          if (credential !== undefined && !namesProfile) return undefined;
          return readHuaweiProfile(settings);
        },
        region: () => settings.region,
        noRegion: "pulumi config set huaweicloud:region …, or set HW_REGION_NAME.",
        addresses: (region) =>
          [eventGrid, iam].flatMap((service) => {
            const { endpoints, authUrl } = settings;
            const isAnywhere = service === iam ? (endpoints.iam ?? authUrl) : endpoints.eg;
            if (region === undefined && isAnywhere === undefined) return [];
            return [
              { service: service.endpointKey, origins: [huaweiEndpoint(settings, service, region ?? "")] },
            ];
          }),
        accountService: iam.endpointKey,
        needsAccountService:
          assumeRole !== undefined || credential?.kind === "password" || settings.projectId === undefined,
        async account(region) {
          const projectId = await cloud.client().projectId(region);
          const user = credential?.kind === "password" && Object.values(credential.user).join("");
          return [`project ${projectId}`, await domain(region), ...(user ? [`user ${user}`] : [])].join(", ");
        },
        reads: (region, ids) => {
          // A connection has an id like any other thing's: whatever is none of Alibaba Cloud's.
          const id = ids.find((it) => !/^(ri|i|ecr)-/.test(it));
          return [
            {
              service: eventGrid.endpointKey,
              operation: "EventGrid.ListConnections",
              permission: listConnections.permission?.action ?? "",
              id,
              run: async () => {
                const client = cloud.client();
                const project = { region, projectId: await client.projectId(region) };
                return id === undefined
                  ? await findConnection(client, project, "interlink-doctor", {})
                  : await readConnection(client, project, id, {});
              },
            },
          ];
        },
      };

      async function domain(region: string): Promise<string> {
        try {
          const { domains } = await cloud.client().call(listAuthDomains, { region }, {});
          return domains.map(({ id, name }) => `domain ${name} (${id})`).join(", ");
        } catch (error) {
          if (error instanceof ApiError) return `the domain is not shown (${error.code})`;
          throw error;
        }
      }
    },
  };
}

/** Whether what was read of a setting is used at all; the credential's place decides that. */
function isUsed(key: string, { credential }: HuaweiSettings): boolean {
  return !["profile", "sharedConfigFile"].includes(key) || credential?.kind === "profile";
}
