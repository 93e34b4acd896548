import type { Seed } from "../cloud/control-types.ts";
import { defaultAccount, defaultHuawei } from "../cloud/defaults.ts";

const alibaba = {
  accessKeyId: "STS.sweep",
  accessKeySecret: "sweep-secret-one",
  securityToken: "CAISsweep-token-one",
};
const huawei = {
  accessKey: "HSTSWEEP",
  secretKey: "sweep-secret-two",
  securityToken: "hQpjsweep-token-two",
};

/** Temporary keys of the default accounts, by which the provider signs. */
export const temporaryKeys = {
  env: {
    ALICLOUD_ACCESS_KEY: alibaba.accessKeyId,
    ALICLOUD_SECRET_KEY: alibaba.accessKeySecret,
    ALICLOUD_SECURITY_TOKEN: alibaba.securityToken,
    HW_ACCESS_KEY: huawei.accessKey,
    HW_SECRET_KEY: huawei.secretKey,
    HW_SECURITY_TOKEN: huawei.securityToken,
  },
  /** What the cloud has to know of them. */
  seed: (): Seed => {
    const agency = { id: "agency-sweep", name: "sweep", domainId: defaultHuawei.domainId };
    return {
      stsSessions: [
        {
          ...alibaba,
          account: defaultAccount.id,
          principal: {
            identityType: "AssumedRoleUser",
            arn: `acs:ram::${defaultAccount.id}:assumed-role/sweep/sweep`,
            principalId: "sweep:sweep",
          },
        },
      ],
      agencies: [agency],
      iamSessions: [
        {
          ...huawei,
          agencyId: agency.id,
          domainId: agency.domainId,
          expiresAtMs: Date.now() + 24 * 3_600_000,
        },
      ],
    };
  },
};

/** What the provider is given and nobody may read anywhere. */
const SECRETS = {
  "an access key's secret": alibaba.accessKeySecret,
  "the token of a temporary access key": alibaba.securityToken,
  "a secret access key of Huawei Cloud": huawei.secretKey,
  "the token of a temporary access key of Huawei Cloud": huawei.securityToken,
};

/** The secrets that a text holds (I5). */
export function leaks(text: string, where: string): string[] {
  return Object.entries(SECRETS)
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => `${where} holds ${name} (I5)`);
}
