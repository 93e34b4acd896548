import { deleteConnection, updateConnection } from "./eg/change.ts";
import { connections, transitionNames } from "./eg/connections.ts";
import { createConnection } from "./eg/create.ts";
import { codes, samples } from "./eg/errors.ts";
import { egOptions } from "./eg/options.ts";
import { listConnections, showConnection } from "./eg/read.ts";
import { huaweiService } from "./huawei.ts";

/** EventGrid, API version 1, as far as private connections go. */
export const eg = huaweiService({
  name: "eg",
  kinds: [connections],
  transitions: transitionNames,
  options: egOptions,
  errors: { body: samples.badRequest, token: samples.token, project: samples.project, denied: codes.denied },
  operations: {
    CreateConnection: createConnection,
    ShowDetailOfConnection: showConnection,
    ListConnections: listConnections,
    UpdateConnection: updateConnection,
    DeleteConnection: deleteConnection,
  },
});
