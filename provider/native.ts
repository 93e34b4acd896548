import { version as packageVersion } from "../package.json";

export { ClassicLinkAttachment } from "./native/classic-link-attachment.ts";
export { EcrInstanceGrant } from "./native/ecr-instance-grant.ts";
export { EgConnection } from "./native/eg-connection.ts";
export { Provider } from "./native/provider.ts";
export type { ProviderArgs } from "./native/provider-args.ts";
export { RouterInterfaceConnection } from "./native/router-interface-connection.ts";
export type { ClassicLinkAttachmentArgs } from "./program/classic-link-attachment.ts";
export type { EcrInstanceGrantArgs } from "./program/ecr-instance-grant.ts";
export type {
  EgConnectionArgs,
  EgConnectionErrorInfo,
  EgConnectionFlavor,
  EgKafkaDetailArgs,
  EgRocketmqDetailArgs,
} from "./program/eg-connection.ts";
export type {
  AlicloudArgs,
  AlicloudAssumeRoleArgs,
  AlicloudAssumeRoleWithOidcArgs,
  AlicloudEndpointsArgs,
  HuaweicloudArgs,
  HuaweicloudAssumeRoleArgs,
  HuaweicloudEndpointsArgs,
} from "./program/provider-args.ts";
export type { RouterInterfaceConnectionArgs } from "./program/router-interface-connection.ts";

/** The version of this package. */
export const version: string = packageVersion;
