import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDirectory } from "./cache.ts";
import { GO_ENVIRONMENT } from "./go-build.ts";
import type { Language } from "./languages.ts";
import { runToEnd } from "./run-to-end.ts";

const GO_VARIABLES = ["GOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GOMODCACHE", "GOCACHE"];

/**
 * Variables with which a language's own tools, as the CLI starts them, find what they download and keep it, although
 * the user's home is a temporary one.
 */
export async function toolEnvironment(language: Language): Promise<Record<string, string>> {
  switch (language) {
    case "yaml":
      return {};
    case "nodejs":
      return {
        npm_config_userconfig: process.env["NPM_CONFIG_USERCONFIG"] ?? join(homedir(), ".npmrc"),
        npm_config_cache: join(cacheDirectory(), "npm"),
      };
    case "python": {
      const settings = Object.entries(process.env).filter(([name]) => name.startsWith("PIP_"));
      return { PIP_CACHE_DIR: join(cacheDirectory(), "pip"), ...Object.fromEntries(settings) };
    }
    case "go": {
      const text = await runToEnd("go", { args: ["env", "-json", ...GO_VARIABLES], timeoutMs: 30_000 });
      return { ...JSON.parse(text), ...GO_ENVIRONMENT };
    }
  }
}
