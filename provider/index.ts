import { version as packageVersion } from "../package.json";
import { tellProviders } from "./core/settings.ts";

export { Provider } from "./provider.ts";
export type {
  AlicloudArgs,
  AlicloudAssumeRoleArgs,
  AlicloudAssumeRoleWithOidcArgs,
  AlicloudEndpointsArgs,
  HuaweicloudArgs,
  HuaweicloudAssumeRoleArgs,
  HuaweicloudEndpointsArgs,
  ProviderArgs,
} from "./provider-args.ts";
export {
  ClassicLinkAttachment,
  type ClassicLinkAttachmentArgs,
} from "./resources/classic-link-attachment.ts";
export { EcrInstanceGrant, type EcrInstanceGrantArgs } from "./resources/ecr-instance-grant.ts";
export {
  EgConnection,
  type EgConnectionArgs,
  type EgConnectionErrorInfo,
  type EgConnectionFlavor,
  type EgKafkaDetailArgs,
  type EgRocketmqDetailArgs,
} from "./resources/eg-connection.ts";
export {
  RouterInterfaceConnection,
  type RouterInterfaceConnectionArgs,
} from "./resources/router-interface-connection.ts";

/** The version of this package. */
export const version: string = packageVersion;

tellProviders(__filename);
