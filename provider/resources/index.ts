import type { AnyDefinition } from "../lifecycle/definition.ts";
import { classicLinkAttachment } from "./classic-link-attachment.ts";
import { ecrInstanceGrant } from "./ecr-instance-grant.ts";
import { egConnection } from "./eg-connection.ts";
import { routerInterfaceConnection } from "./router-interface-connection.ts";

/** Every resource of this package. A new one is a new file and a line here. */
export const definitions: readonly AnyDefinition[] = [
  routerInterfaceConnection,
  ecrInstanceGrant,
  classicLinkAttachment,
  egConnection,
];
