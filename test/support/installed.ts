import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { packedFiles } from "./packed.ts";

// Trees of node_modules as package managers make them, made by hand: what they install is what `npm pack` packs.

const REPOSITORY = join(__dirname, "..", "..");

let packed: readonly string[] | undefined;

/** How a copy differs from the one that would be published. */
interface Difference {
  readonly version?: string;
  /** Default: undici is installed beside it. */
  readonly withoutUndici?: boolean;
}

/** Puts a copy of this package into a folder of packages, and beside it what it depends on. Returns where it is. */
export function install(modules: string, { version, withoutUndici = false }: Difference = {}): string {
  const target = join(modules, "pulumi-interlink");
  packed ??= packedFiles();
  for (const path of packed) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(REPOSITORY, path), join(target, path));
  }
  const file = join(target, "package.json");
  if (version !== undefined) {
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version }));
  }
  for (const name of withoutUndici ? ["@pulumi"] : ["@pulumi", "undici"]) {
    symlinkSync(join(REPOSITORY, "node_modules", name), join(modules, name));
  }
  return target;
}

/** Makes a package. Returns where it is. */
export function makePackage(directory: string, manifest: object, files: Record<string, string> = {}): string {
  mkdirSync(directory, { recursive: true });
  const all = { "package.json": JSON.stringify({ version: "1.0.0", ...manifest }), ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(directory, name), text);
  return directory;
}

/** Links a package into another's node_modules, relatively, as package managers do. */
export function link(target: string, directory: string, name: string): void {
  const place = join(directory, "node_modules", name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), target), place);
}

/** Dependencies by name, as package.json has them. */
export function needs(...names: readonly string[]): { dependencies: Record<string, string> } {
  return { dependencies: Object.fromEntries(names.map((name) => [name, "*"])) };
}

/** A workspace whose program depends on a library, which alone depends on this package. */
export interface Workspace {
  /** The program's directory. */
  readonly program: string;
  /** Where the copy of this package is. */
  readonly copy: string;
}

/** The name of the library. */
export const LIBRARY = "@workspace/network";

const LIBRARY_FILES = { "index.js": `exports.interlink = require("pulumi-interlink");` };

/** Makes program and library; both are linked where the package manager links them. */
function workspace(root: string, copy: string, linkLibraryTo: "program" | "root"): Workspace {
  const program = makePackage(join(root, "stacks", "main"), { name: "main", ...needs(LIBRARY) });
  const library = makePackage(
    join(root, "libraries", "network"),
    // The map of exports does not let package.json out.
    { name: LIBRARY, exports: "./index.js", ...needs("pulumi-interlink") },
    LIBRARY_FILES,
  );
  makePackage(root, { name: "root", workspaces: ["stacks/*", "libraries/*"] });
  link(library, linkLibraryTo === "program" ? program : root, LIBRARY);
  link(copy, library, "pulumi-interlink");
  return { program, copy };
}

/** Each way in which a package manager hides what is only a dependency of a dependency. */
export const LAYOUTS: Readonly<Record<string, (root: string) => Workspace>> = {
  "pnpm with hoist=false": (root) => {
    const store = join(root, "node_modules", ".pnpm", "pulumi-interlink@0.1.0", "node_modules");
    return workspace(root, install(store), "program");
  },
  "pnpm with virtualStoreDir elsewhere": (root) => {
    const store = join(root, "..", "store", "pulumi-interlink@0.1.0", "node_modules");
    return workspace(root, install(store), "program");
  },
  "npm with install-strategy=linked": (root) => {
    const store = join(root, "node_modules", ".store", "pulumi-interlink@0.1.0", "node_modules");
    return workspace(root, install(store), "root");
  },
  "Bun's isolated installs": (root) => {
    const store = join(root, "node_modules", ".bun", "pulumi-interlink@0.1.0+hash", "node_modules");
    return workspace(root, install(store), "program");
  },
};
