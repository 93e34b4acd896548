import * as pulumi from "@pulumi/pulumi";
import { sparePromiseTraces } from "../../provider/program/registration.ts";
import { providerText } from "../../provider/text.ts";

/** A resource of a provider in this directory: with the outputs named, and a text as long as this package's. */
export class Compared extends pulumi.CustomResource {
  constructor(
    provider: string,
    name: string,
    outputs: readonly string[],
    args: object,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const text = `exports.handler=()=>require(process.cwd()+"/${provider}.cjs").handler()`;
    const padding = " ".repeat(providerText("RouterInterfaceConnection").length - text.length);
    // Each output costs a program some time, whoever provides it.
    const declared = Object.fromEntries(outputs.map((key) => [key, undefined]));
    const token = `pulumi-nodejs:dynamic/bench:${provider}`;
    // As this package does, so that the time of traces is compared with nothing.
    const restoreTraces = sparePromiseTraces();
    try {
      super(token, name, { ...declared, ...args, __provider: text + padding }, opts);
    } finally {
      restoreTraces();
    }
  }
}
