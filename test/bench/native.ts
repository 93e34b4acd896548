import * as pulumi from "@pulumi/pulumi";
import { sparePromiseTraces } from "../../provider/program/registration.ts";

/** A resource of a plugin, declared by its token: what a generated SDK would do, without the SDK's own time. */
export class Native extends pulumi.CustomResource {
  constructor(
    token: string,
    name: string,
    outputs: readonly string[],
    args: object,
    opts?: pulumi.CustomResourceOptions,
  ) {
    // Each output costs a program some time, whoever provides it.
    const declared = Object.fromEntries(outputs.map((key) => [key, undefined]));
    // As this package does, so that the time of traces is compared with nothing.
    const restoreTraces = sparePromiseTraces();
    try {
      super(token, name, { ...declared, ...args }, opts);
    } finally {
      restoreTraces();
    }
  }
}

/** An explicit provider of the plugin, with an account of its own. */
export class NativeProvider extends pulumi.ProviderResource {
  constructor(name: string, alicloud: object) {
    super("interlink", name, { alicloud });
  }
}
