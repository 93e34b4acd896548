import * as pulumi from "@pulumi/pulumi";
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
    // As this package does, so that the time of traces is compared with nothing.
    const { prepareStackTrace } = Error;
    if (prepareStackTrace !== undefined) {
      Error.prepareStackTrace = (error, frames) =>
        frames[0]?.getFunctionName() === "debuggablePromise"
          ? String(error)
          : prepareStackTrace(error, frames);
    }
    const token = `pulumi-nodejs:dynamic/bench:${provider}`;
    super(token, name, { ...declared, ...args, __provider: text + padding }, opts);
    if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
  }
}
