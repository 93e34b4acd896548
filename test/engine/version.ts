/** The release that is downloaded or built where no CLI is there: also pinned in `go/go.mod`. */
export const ENGINE_VERSION = "3.259.0";

/** The release of Pulumi's language host for YAML, as pinned in `yaml/go.mod`: it has releases of its own. */
export const YAML_VERSION = "1.25.0";

/** The oldest CLI taken from PATH: the SDK floor of this package, as CLI and SDK are released as one. */
export const OLDEST_CLI = "3.216.0";

/** The oldest Go that builds ENGINE_VERSION: the `go` line of its go.mod. */
export const OLDEST_GO = "1.25.11";

/** The first x.y.z in a text, such as "3.259.0" in "v3.259.0-alpha.1", or `undefined`. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

/** Whether a version x.y.z is the other one or a later one. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}
