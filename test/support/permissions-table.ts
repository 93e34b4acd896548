import { definitions } from "../../provider/resources/index.ts";
import { ANY, type Use, uses } from "../../provider/resources/permissions.ts";

/** The README's table of what each resource calls, made from the operations' own rows. */
export function permissionsTable(): string {
  return [
    "| resource | reads | writes |",
    "|---|---|---|",
    "| all of Alibaba Cloud | `sts:GetCallerIdentity` (needs no grant), once per process | |",
    ...definitions.map(({ type }) => {
      const calls = uses[type]?.(ANY) ?? [];
      const [reads, writes] = (["read", "write"] as const).map((effect) =>
        actions(calls.filter((use) => use.operation.effect === effect && use.optional === undefined)),
      );
      const optional = actions(calls.filter((use) => use.optional !== undefined));
      const more = optional === "" ? "" : `; where allowed, ${optional} for clearer errors`;
      return `| ${type} | ${reads}${more} | ${writes} |`;
    }),
  ].join("\n");
}

function actions(calls: readonly Use[]): string {
  const permissions = calls.flatMap(({ operation }) => operation.permission ?? []);
  return [...new Set(permissions)]
    .map(({ action, guess }) => `\`${action}\`${guess === undefined ? "" : "\\*"}`)
    .join(", ");
}
