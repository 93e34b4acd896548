import type { AnyLifecycle } from "../core/lifecycle.ts";
import { classicLinkAttachment } from "./classic-link-attachment.ts";
import { ecrInstanceGrant } from "./ecr-instance-grant.ts";
import { egConnection } from "./eg-connection.ts";
import { routerInterfaceConnection } from "./router-interface-connection.ts";

/** Every resource of this package. A new one is a new file and a line here. */
export const lifecycles: Readonly<Record<string, () => AnyLifecycle>> = {
  RouterInterfaceConnection: routerInterfaceConnection,
  EcrInstanceGrant: ecrInstanceGrant,
  ClassicLinkAttachment: classicLinkAttachment,
  EgConnection: egConnection,
};
