import type { AccessKey } from "../../http/credentials.ts";

/** How to come by an access key: what settings and profile files are read into. `from` says in words where it was named. */
export type CredentialSpec = { readonly from: string } & (
  | { readonly kind: "accessKey"; readonly key: AccessKey }
  | { readonly kind: "oidc"; readonly oidc: AlibabaOidc; readonly stsRegion?: string | undefined }
  /** The profile that the settings name, or the one that the vendor's tools use by themselves. */
  | { readonly kind: "profile" }
  | { readonly kind: "instanceRole"; readonly roleName: string | undefined }
  | { readonly kind: "uri"; readonly uri: string }
  | {
      readonly kind: "role";
      readonly role: AlibabaRole;
      /** The key that the role is assumed with. */
      readonly by: CredentialSpec;
      readonly stsRegion?: string | undefined;
    }
  /** A way that only the vendor's own client knows. */
  | { readonly kind: "vendor"; readonly mode: string; readonly profile: string }
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

/** A profile of one of the vendor's files. */
export interface Profile {
  readonly spec: CredentialSpec;
  readonly region: string | undefined;
  /** Names of the other profiles in its file. */
  readonly others: readonly string[];
}
