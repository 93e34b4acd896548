import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Cloud } from "../cloud/client.ts";

/** One place that a credential comes from, and nothing else. */
export interface Source {
  readonly env?: Readonly<Record<string, string>>;
  /** The stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** Files in the user's home. In the values above, `HOME` stands for its path, `METADATA` for the local metadata. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A process's surroundings. */
export interface Surroundings {
  readonly env: Record<string, string>;
  readonly config: Record<string, string>;
  remove(): void;
}

/** The variables that point a run at the local cloud, without those that hold a credential or a region. */
export function endpointsOnly(cloud: Cloud): Record<string, string> {
  return Object.fromEntries(Object.entries(cloud.env()).filter(([name]) => name.includes("_ENDPOINT_")));
}

/** Surroundings with a home of their own, in which credentials are in this place only. */
export function surroundings(cloud: Cloud, { env = {}, config = {}, files = {} }: Source = {}): Surroundings {
  const home = mkdtempSync(join(tmpdir(), "pulumi-interlink-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const placed = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        value.replace("HOME", home).replace("METADATA", cloud.endpoints.metadata),
      ]),
    );
  return {
    env: { ...endpointsOnly(cloud), HOME: home, ...placed(env) },
    config: placed(config),
    remove: () => rmSync(home, { recursive: true }),
  };
}

/** A title as part of an id. */
export function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
