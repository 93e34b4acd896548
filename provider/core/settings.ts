import type { AccessKey } from "./credentials.ts";

/** Reads one configuration key, such as `alicloud:region`; objects arrive as JSON text. */
export type Lookup = (key: string) => string | undefined;

/** Everything that is configured for this provider. Each cloud's part is read when it is first asked for. */
export interface Settings {
  readonly alibaba: AlibabaSettings;
  readonly huawei: HuaweiSettings;
}

/** What is configured for Alibaba Cloud. */
export interface AlibabaSettings {
  /** Read from the profile file where nothing before it names a region. */
  readonly region: string | undefined;
  /** Origins, such as `https://vpc.example.com`, by the key of the service. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The first place that names a credential; undefined: the profile files' default one. */
  readonly credential: AlibabaCredential | undefined;
  /** The RAM role to assume with that credential. */
  readonly assumeRole: AlibabaRole | undefined;
  readonly profile: string | undefined;
  readonly sharedCredentialsFile: string | undefined;
  /** Whether `~/.aliyun/config.json` may be read without being asked for. */
  readonly cliProfileAllowed: boolean;
  /** Whether an instance that does not know metadata tokens may be asked without one. */
  readonly tokenlessMetadataAllowed: boolean;
  /** Where instance metadata is, such as `http://100.100.100.200`. */
  readonly metadataEndpoint: string;
  /** The region of the Security Token Service, where it is not the account's. */
  readonly stsRegion: string | undefined;
  /** The user's home directory. */
  readonly home: string | undefined;
}

/** One place that an Alibaba Cloud credential can come from; `from` says in words where that was named. */
export type AlibabaCredential = { readonly from: string } & (
  | { readonly kind: "accessKey"; readonly key: AccessKey }
  | { readonly kind: "oidc"; readonly oidc: AlibabaOidc }
  | { readonly kind: "profile" }
  | { readonly kind: "instanceRole"; readonly roleName: string }
  | { readonly kind: "uri"; readonly uri: string }
);

/** A RAM role to assume. */
export interface AlibabaRole {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly externalId: string | undefined;
  readonly policy: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** A RAM role to assume with a token of an OIDC provider (RRSA). */
export interface AlibabaOidc extends Omit<AlibabaRole, "externalId"> {
  readonly oidcProviderArn: string;
  /** Read anew at each renewal. */
  readonly tokenFile: string | undefined;
  readonly token: string | undefined;
}

/** What is configured for Huawei Cloud. */
export interface HuaweiSettings {
  /** Read from the profile file where nothing before it names a region. */
  readonly region: string | undefined;
  /** Read from the profile file where nothing before it names a project. */
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  readonly domainName: string | undefined;
  readonly domainId: string | undefined;
  /** The first place that names a credential; undefined: the profile files' default one. */
  readonly credential: HuaweiCredential | undefined;
  /** The agency to assume with that credential. */
  readonly assumeRole: HuaweiAgency | undefined;
  /** The origin of IAM, `/v3` taken off; `endpoints.iam` comes before it. */
  readonly authUrl: string | undefined;
  /** The domain of the cloud, such as `myhuaweicloud.eu`. */
  readonly cloud: string | undefined;
  readonly profile: string | undefined;
  readonly sharedConfigFile: string | undefined;
  /** Origins, such as `https://eg.example.com`. */
  readonly endpoints: { readonly eg?: string; readonly iam?: string };
  /** Where instance metadata is, such as `http://169.254.169.254`. */
  readonly metadataEndpoint: string;
  /** The user's home directory. */
  readonly home: string | undefined;
}

/** One place that a Huawei Cloud credential can come from; `from` says in words where that was named. */
export type HuaweiCredential = { readonly from: string } & (
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "accessKey"; readonly key: AccessKey }
  | {
      readonly kind: "password";
      readonly user: { readonly name: string } | { readonly id: string };
      readonly password: string;
    }
  | { readonly kind: "profile" }
);

/** An agency of Huawei Cloud to assume: one of domainName and domainId says whose. */
export interface HuaweiAgency {
  readonly agencyName: string;
  readonly domainName: string | undefined;
  readonly domainId: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** What a vendor's profile file says besides credentials. */
export interface ProfileDefaults {
  readonly region?: string | undefined;
  readonly projectId?: string | undefined;
}

/** Readers of the vendors' profile files, asked only for what nothing before them names. */
export interface ProfileFiles {
  alibaba?(settings: AlibabaSettings): ProfileDefaults;
  huawei?(settings: HuaweiSettings): ProfileDefaults;
}

/** Reads the process's environment; the only place that does, but for the text in state. */
export function environment(): Lookup {
  return (name) => process.env[name];
}

/**
 * Tells provider processes that descend from this one where this package is: those of the Automation API's inline
 * programs do, and may be started in a directory from which it cannot be seen. The text in state asks this last.
 */
export function tellProviders(file: string): void {
  process.env["INTERLINK_PATH"] ??= file;
}
