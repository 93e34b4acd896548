import { version as packageVersion } from "../package.json";

export { ClassicLinkAttachment, type ClassicLinkAttachmentArgs } from "./resources/classic-link-attachment.ts";
export { EcrInstanceGrant, type EcrInstanceGrantArgs } from "./resources/ecr-instance-grant.ts";
export {
  RouterInterfaceConnection,
  type RouterInterfaceConnectionArgs,
} from "./resources/router-interface-connection.ts";

/** The version of this package. */
export const version: string = packageVersion;
