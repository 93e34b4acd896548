import type { Clock } from "../../http/clock.ts";
import type { AccessKey, Fetched } from "../../http/credentials.ts";
import { encodeForm } from "../../http/encoding.ts";
import { RefusedError } from "../../http/errors.ts";
import type { Sender } from "../../http/pipeline.ts";
import { Limiter } from "../../http/rate-limiter.ts";
import { readTextFile } from "../../settings/profile-file.ts";
import { interpretAlibaba } from "../answers.ts";
import { Alibaba } from "../client.ts";
import type { AlibabaSettings } from "../settings.ts";
import { flatten } from "../signer.ts";
import { assumeRole, assumeRoleWithOidc, type SessionParameters, sts, type TemporaryKey } from "../sts.ts";
import type { AlibabaOidc, AlibabaRole } from "./spec.ts";

/** What temporary keys are fetched with. */
export interface StsClientOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly stop: AbortSignal;
  readonly settings: AlibabaSettings;
}

/** Shows up in the account's audit log where nobody gave the session a name. */
const SESSION_NAME = "pulumi-interlink";
const SESSION_SECONDS = 3600;

/** Assumes a RAM role with another key. */
export async function sessionOf(
  role: AlibabaRole,
  by: AccessKey,
  stsRegion: string | undefined,
  options: StsClientOptions,
): Promise<Fetched<AccessKey>> {
  const { clock, sender, stop } = options;
  const account = new Alibaba({
    clock,
    sender,
    stop,
    // It has been fetched for this call; there is no other one to be had.
    credentials: { current: async () => by, renew: async () => false },
    endpoint: () => origin(stsRegion, options),
  });
  const parameters = { ...parametersOf(role), ExternalId: role.externalId };
  return keyIn(await account.call(assumeRole, "", parameters, { signal: stop }));
}

/** Assumes a RAM role with a token of an OIDC provider. The call is not signed: the token speaks for itself. */
export async function oidcSessionOf(
  oidc: AlibabaOidc,
  stsRegion: string | undefined,
  options: StsClientOptions,
): Promise<Fetched<AccessKey>> {
  const { clock, sender, stop } = options;
  const url = new URL(origin(stsRegion, options));
  const parameters = {
    ...parametersOf(oidc),
    OIDCProviderArn: oidc.oidcProviderArn,
    OIDCToken: tokenOf(oidc, options.settings),
  };
  // In the body: query strings end up in logs.
  const body = encodeForm(flatten(parameters));
  const answer = await sender.send<TemporaryKey>({
    operation: `${sts.name}.${assumeRoleWithOidc.name}`,
    effect: assumeRoleWithOidc.effect,
    limiter: new Limiter(clock, assumeRoleWithOidc.effect),
    signal: stop,
    sign: async () => ({
      method: "POST",
      url: `${url.origin}/`,
      headers: {
        host: url.host,
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        "x-acs-action": assumeRoleWithOidc.name,
        "x-acs-version": sts.version,
        "x-acs-date": new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
        "x-acs-signature-nonce": clock.uuid(),
      },
      body,
    }),
    renew: async () => false,
    interpret: (received) => interpretAlibaba(assumeRoleWithOidc, received, [parameters.OIDCToken]),
  });
  return keyIn(answer);
}

function origin(stsRegion: string | undefined, { settings }: StsClientOptions): string {
  return settings.endpoints["sts"] ?? sts.endpoint(stsRegion ?? settings.stsRegion ?? settings.region ?? "");
}

function parametersOf(role: Omit<AlibabaRole, "externalId">): SessionParameters {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? SESSION_NAME,
    DurationSeconds: role.durationSeconds ?? SESSION_SECONDS,
    Policy: role.policy,
  };
}

/** Clusters replace the token in the file while it is in use, so it is read for each session. */
function tokenOf({ token, tokenFile = "" }: AlibabaOidc, { home }: AlibabaSettings): string {
  if (token !== undefined) return token;
  const read = readTextFile(tokenFile, home);
  if ("code" in read)
    throw new RefusedError(`The OIDC token file ${tokenFile} cannot be read (${read.code}).`);
  const found = read.text.trim();
  if (found === "") throw new RefusedError(`The OIDC token file ${tokenFile} is empty.`);
  return found;
}

function keyIn({ Credentials }: TemporaryKey): Fetched<AccessKey> {
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = Credentials;
  const endsAtMs = Date.parse(Expiration);
  return {
    credential: { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken },
    endsAtMs: Number.isNaN(endsAtMs) ? undefined : endsAtMs,
  };
}
