import { version as packageVersion } from "../package.json";
import { tellProviders } from "./settings/places.ts";

export { ClassicLinkAttachment, type ClassicLinkAttachmentArgs } from "./program/classic-link-attachment.ts";
export { EcrInstanceGrant, type EcrInstanceGrantArgs } from "./program/ecr-instance-grant.ts";
export {
  EgConnection,
  type EgConnectionArgs,
  type EgConnectionErrorInfo,
  type EgConnectionFlavor,
  type EgKafkaDetailArgs,
  type EgRocketmqDetailArgs,
} from "./program/eg-connection.ts";
export { Provider } from "./program/provider.ts";
export type {
  AlicloudArgs,
  AlicloudAssumeRoleArgs,
  AlicloudAssumeRoleWithOidcArgs,
  AlicloudEndpointsArgs,
  HuaweicloudArgs,
  HuaweicloudAssumeRoleArgs,
  HuaweicloudEndpointsArgs,
  ProviderArgs,
} from "./program/provider-args.ts";
export {
  RouterInterfaceConnection,
  type RouterInterfaceConnectionArgs,
} from "./program/router-interface-connection.ts";

/** The version of this package. */
export const version: string = packageVersion;

tellProviders(__filename);
