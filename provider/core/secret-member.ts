import * as pulumi from "@pulumi/pulumi";

// Apart from the resources that use it: their files are part of the provider process, which is to start without
// loading Pulumi's library.

/** An argument in which one member is a secret. Pulumi keeps an output secret where the input of the same place was. */
export function withSecretMember<Name extends string>(
  argument: pulumi.Input<{ [Key in Name]?: pulumi.Input<string> }> | undefined,
  name: Name,
): pulumi.Input<object> | undefined {
  if (argument === undefined) return undefined;
  // What is inside is not known yet, so that all of it becomes a secret.
  if (pulumi.Output.isInstance(argument) || argument instanceof Promise) return pulumi.secret(argument);
  const member = argument[name];
  if (member === undefined) return argument;
  return Object.assign({}, argument, { [name]: pulumi.secret(member) });
}
