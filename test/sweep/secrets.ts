import { defaultAccount, defaultHuawei } from "../cloud/defaults.ts";

/** What the provider is given and nobody may read anywhere. */
const SECRETS = {
  "the access key's secret": defaultAccount.accessKeySecret,
  "the secret access key of Huawei Cloud": defaultHuawei.secretKey,
};

/** The secrets that a text holds (I5). */
export function leaks(text: string, where: string): string[] {
  return Object.entries(SECRETS)
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => `${where} holds ${name} (I5)`);
}
