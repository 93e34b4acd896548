import { ALICLOUD } from "../../provider/alibaba/setting-rows.ts";
import { HUAWEICLOUD } from "../../provider/huawei/setting-rows.ts";
import { hasFields } from "../../provider/settings/rows.ts";

/** The README's table of every setting and where it is read from, made from the provider's own rows. */
export function settingsTable(): string {
  const rows = [...rowsOf("alicloud", ALICLOUD), ...rowsOf("huaweicloud", HUAWEICLOUD)];
  return [
    "| configuration key, `Provider` argument | environment, in this order |",
    "|---|---|",
    ...rows,
  ].join("\n");
}

function rowsOf(
  namespace: string,
  settings: Readonly<Record<string, Parameters<typeof hasFields>[0]>>,
): string[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    const key = `${namespace}:${name}`;
    if (!hasFields(setting)) return [line(key, setting.environment)];
    return Object.entries(setting.environment).map(([field, names]) => line(`${key}.${field}`, names));
  });
}

function line(key: string, names: readonly string[]): string {
  return `| \`${key}\` | ${names.map((name) => `\`${name}\``).join(", ") || "–"} |`;
}
