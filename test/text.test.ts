import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lifecycles } from "../provider/resources/index.ts";
import { providerText } from "../provider/text.ts";

// The text by which states find this package. It is in every state in the field: whoever changes it here, changes them.

const root = join(import.meta.dirname, "..");

test("the text is the one that states in the field hold", () => {
  expect(providerText("EgConnection")).toBe(
    `exports.handler=()=>{const r=require("module").createRequire,c=process.cwd(),n="pulumi-interlink/host",f=d=>r(d+"/_.js").resolve;let m;for(const d of [c,...f(c).paths(n).map(p=>p+"/.pnpm/node_modules")])try{m=f(d)(n);break}catch(e){}if(!m)throw new Error("The package pulumi-interlink, which manages this resource, cannot be found from "+c+". Install it there: npm install pulumi-interlink");return r(m)(m).handler("EgConnection")}`,
  );
  expect(Object.keys(lifecycles)).toEqual(
    expect.arrayContaining([
      "RouterInterfaceConnection",
      "EcrInstanceGrant",
      "ClassicLinkAttachment",
      "EgConnection",
    ]),
  );
});

test.each(Object.keys(lifecycles))("both copies in the state of a %s take at most 1 KB", (type) => {
  const entry = `"__provider":${JSON.stringify(providerText(type))},`;
  expect(2 * Buffer.byteLength(entry)).toBeLessThanOrEqual(1024);
});

/** What Pulumi's host does with a text: compiles it, and asks the provider. */
const HOST = `
const [requireFromString, text] = process.argv.slice(1);
const provider = require(requireFromString)(text).handler();
provider.check({}, { routerInterfaceId: "ri-1" }).then(({ failures }) => console.log(failures[0].property));
`;
const requireFromString = createRequire(
  createRequire(__filename).resolve("@pulumi/pulumi/package.json"),
).resolve("require-from-string");

/** Loads the text in a process like Pulumi's host, with the program's directory as the current one. */
function load(directory: string): string {
  const text = providerText("RouterInterfaceConnection");
  return execFileSync(process.execPath, ["-e", HOST, requireFromString, text], {
    cwd: directory,
    env: { PATH: process.env["PATH"] },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

describe("the text finds this package", () => {
  let temporary: string;
  let packed: readonly string[];

  beforeAll(() => {
    temporary = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel", "error"];
    const [tarball]: { files: { path: string }[] }[] = JSON.parse(
      execFileSync("npm", args, { cwd: root, encoding: "utf8" }),
    );
    packed = tarball?.files.map(({ path }) => path) ?? [];
  });
  afterAll(() => rmSync(temporary, { recursive: true }));

  /** Puts into a directory what `npm pack` would put into the tarball, and beside it what that depends on. */
  function install(modules: string): string {
    const target = join(modules, "pulumi-interlink");
    for (const path of packed) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      cpSync(join(root, path), join(target, path));
    }
    symlinkSync(join(root, "node_modules", "undici"), join(modules, "undici"));
    return target;
  }

  function project(name: string, files: Readonly<Record<string, string>> = {}): string {
    const directory = join(temporary, name);
    mkdirSync(directory, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
    return directory;
  }

  test("inside this repository, and from an example in it", () => {
    expect(load(root)).toBe("regionId");
    expect(load(join(root, "examples", "router-interface-connection"))).toBe("regionId");
  });

  test.each([
    ["CommonJS", { "package.json": "{}", "index.js": "" }],
    ["ESM", { "package.json": `{ "type": "module" }`, "index.js": "" }],
    ["TypeScript", { "package.json": `{ "main": "index.ts" }`, "index.ts": "", "tsconfig.json": "{}" }],
  ])("installed by npm, for a program in %s, and for one in a folder below", (kind, files) => {
    const directory = project(`npm-${kind}`, files);
    install(join(directory, "node_modules"));
    expect(load(directory)).toBe("regionId");
    expect(load(project(join(`npm-${kind}`, "infrastructure")))).toBe("regionId");
  });

  test("installed by pnpm, as a dependency and as one of a dependency, in a project and in a workspace", () => {
    const directory = project("pnpm", { "package.json": "{}" });
    const store = join(directory, "node_modules", ".pnpm");
    const target = install(join(store, "pulumi-interlink@0.1.0", "node_modules"));
    mkdirSync(join(store, "node_modules"));
    symlinkSync(target, join(store, "node_modules", "pulumi-interlink"));
    const inWorkspace = project(join("pnpm", "packages", "network"), { "package.json": "{}" });
    expect(load(directory)).toBe("regionId");
    expect(load(inWorkspace)).toBe("regionId");

    mkdirSync(join(inWorkspace, "node_modules"));
    symlinkSync(target, join(inWorkspace, "node_modules", "pulumi-interlink"));
    rmSync(join(store, "node_modules"), { recursive: true });
    expect(load(inWorkspace)).toBe("regionId");
  });

  test("or says from where it looked, and what to do", () => {
    const directory = project("nothing");
    expect(() => load(directory)).toThrow(
      `The package pulumi-interlink, which manages this resource, cannot be found from ${directory}. Install it there: npm install pulumi-interlink`,
    );
  });
});
