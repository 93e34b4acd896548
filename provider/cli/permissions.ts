import type { Command } from "./command.ts";

/** What a stack may be allowed to do, and no more. */
export const permissions: Command = {
  help: `Usage: pulumi-interlink permissions [<Class> …] [--account <id>] [--iam <version>] [--optional] [--json]

Without classes it reads, from standard input, what \`pulumi stack export\` or \`pulumi preview --json\` prints.

Prints policies for RAM of Alibaba Cloud and IAM of Huawei Cloud: what up, refresh and destroy of that stack need, as the
pages of the operations say. Standard output has the policy documents, one after another; standard error says whom each
is for, and which page each action is from. What is not known yet stands as *, and so does everything where classes are
named. An identity takes its own credentials, a role that it assumes, say, by permissions that are not among these.

  --account   the id of the account of Alibaba Cloud, where the input does not tell: in a preview of new resources
  --iam       1.1 (default): policies of Huawei Cloud's IAM; 5.0: identity policies
  --optional  also what a stack works without: for clearer errors
  --json      one object: policies, their sources, remarks

Examples:
  pulumi stack export | npx pulumi-interlink permissions
  pulumi preview --json | npx pulumi-interlink permissions --account 1234567890123456 > policies.json
  npx pulumi-interlink permissions RouterInterfaceConnection EgConnection

Exit codes: 0 printed, 2 wrong usage, or an input that is not such a stack or preview.
`,
  options: {
    account: { type: "string" },
    iam: { type: "string" },
    optional: { type: "boolean" },
  },
  async run(input) {
    const { printPermissions } = await import("./permissions/print.ts");
    return await printPermissions(input);
  },
};
