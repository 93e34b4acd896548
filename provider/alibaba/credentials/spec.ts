import type { AccessKey } from "../../http/credentials.ts";
import type { AlibabaOidc, AlibabaRole } from "../settings.ts";

/** How to come by an access key. Settings and profile files are read into this form. */
export type CredentialSpec =
  | { readonly kind: "accessKey"; readonly key: AccessKey }
  | { readonly kind: "instanceRole"; readonly roleName: string | undefined }
  /** `from` is what errors call it. */
  | { readonly kind: "uri"; readonly uri: string; readonly from: string }
  | { readonly kind: "oidc"; readonly oidc: AlibabaOidc; readonly stsRegion?: string | undefined }
  | {
      readonly kind: "role";
      readonly role: AlibabaRole;
      /** The key that the role is assumed with. */
      readonly by: CredentialSpec;
      readonly stsRegion?: string | undefined;
    }
  /** A way that only the vendor's own client knows. */
  | { readonly kind: "vendor"; readonly mode: string; readonly profile: string };

/** A profile of one of the vendor's files. */
export interface Profile {
  readonly spec: CredentialSpec;
  readonly region: string | undefined;
}
