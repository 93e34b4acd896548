import type { AccessKey, CredentialSource } from "../core/credentials.ts";
import { RefusedError } from "../core/errors.ts";
import type { AlibabaSettings } from "../core/settings.ts";

/** The credentials that the settings lead to. */
export function alibabaCredentials(settings: AlibabaSettings): CredentialSource<AccessKey> {
  return {
    current: async () => {
      if (settings.credential?.kind === "accessKey") return settings.credential.key;
      throw new RefusedError(
        "No Alibaba Cloud credentials were found. Looked for alicloud:accessKey and alicloud:secretKey in the stack's configuration, then for ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY in the environment.",
      );
    },
    renew: async () => false,
  };
}
