import type { Installation } from "./rows.ts";

/** How a package manager is made to install a project. */
export interface Manager {
  /** The npm package it comes from; left out: the npm of this machine. */
  readonly spec?: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A workspace whose library alone depends on this package. How the program's package.json names the library. */
  readonly library?: string;
  /** Files beside the root's package.json. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables for the package manager. */
  readonly env?: Readonly<Record<string, string>>;
  /** What a user has to set in NODE_OPTIONS, given the way from the program's directory to the root. */
  readonly nodeOptions?: (toRoot: string) => string;
}

const NPM = ["install", "--no-audit", "--no-fund", "--loglevel", "error"];
const PNPM = ["install", "--no-frozen-lockfile"];
const PACKAGES = `packages: ["stacks/*", "libraries/*"]\n`;
/** What a dependency would build at installation is nothing that a program needs. */
const PNPM_BUILDS = "strictDepBuilds: false\n";
const YARN = {
  spec: "@yarnpkg/cli-dist@latest",
  command: "yarn",
  args: ["install", "--no-immutable"],
  env: { YARN_ENABLE_SCRIPTS: "false", YARN_ENABLE_GLOBAL_CACHE: "false", YARN_ENABLE_TELEMETRY: "false" },
  files: { ".yarnrc.yml": "nodeLinker: pnp\n", "yarn.lock": "" },
  nodeOptions: (toRoot: string) => `--require ${toRoot}/.pnp.cjs`,
};

export const managers: Readonly<Record<Installation, Manager>> = {
  npm: { command: "npm", args: NPM },
  "npm, install-strategy=linked, library": {
    command: "npm",
    args: [...NPM, "--install-strategy=linked"],
    library: "*",
  },
  pnpm: {
    spec: "pnpm@latest",
    command: "pnpm",
    args: PNPM,
    files: { "pnpm-workspace.yaml": PNPM_BUILDS },
  },
  "pnpm 10, hoist: false, library": {
    spec: "pnpm@10",
    command: "pnpm",
    args: PNPM,
    library: "workspace:*",
    files: { "pnpm-workspace.yaml": `${PACKAGES}${PNPM_BUILDS}hoist: false\n` },
  },
  "pnpm, virtualStoreDir elsewhere, library": {
    spec: "pnpm@latest",
    command: "pnpm",
    args: PNPM,
    library: "workspace:*",
    files: {
      "pnpm-workspace.yaml": `${PACKAGES}${PNPM_BUILDS}hoist: false\nvirtualStoreDir: ../virtual-store\n`,
    },
  },
  "Yarn, Plug'n'Play": YARN,
  "Yarn, Plug'n'Play, library": { ...YARN, library: "workspace:*" },
  "Yarn 1": {
    spec: "yarn@1.22",
    command: "yarn",
    args: ["install", "--non-interactive", "--ignore-engines"],
  },
  "Bun, isolated, library": {
    spec: "bun@latest",
    command: "bun",
    args: ["install"],
    library: "workspace:*",
    files: { "bunfig.toml": `[install]\nlinker = "isolated"\n` },
  },
};
