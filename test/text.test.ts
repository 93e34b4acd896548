import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitions } from "../provider/resources/index.ts";
import { providerText, shortProviderText } from "../provider/text.ts";
import { install, LAYOUTS, link, makePackage, needs } from "./support/installed.ts";

// The text by which states find this package. It is in every state in the field: whoever changes it here, changes them.

const root = join(import.meta.dirname, "..");

/** What states of earlier builds hold: whatever is installed has to answer to these as well. */
const EARLIER = `exports.handler=()=>{const r=require("module").createRequire,c=process.cwd(),n="pulumi-interlink/host",f=d=>r(d+"/_.js").resolve;let m;for(const d of [c,...f(c).paths(n).map(p=>p+"/.pnpm/node_modules")])try{m=f(d)(n);break}catch(e){}if(!m)throw new Error("The package pulumi-interlink, which manages this resource, cannot be found from "+c+". Install it there: npm install pulumi-interlink");return r(m)(m).handler("RouterInterfaceConnection")}`;

test("the text is the one that states in the field hold", () => {
  expect(providerText("EgConnection")).toBe(
    `exports.handler=()=>{const{createRequire:r,findPnpApi:P}=require('module'),F=require('fs'),n='pulumi-interlink',c=process.cwd(),m=[process.env.INTERLINK_PATH,require.main?.filename],q=new Set([c,...m,...r(c+'/_').resolve.paths(n).map(p=>p+'/..')]);let x,y='';for(const d of q)try{const w=r(d+'/_');try{w.resolve(n+'/host');const v=m.includes(d)?'':w(n+'/package.json').version+'~';if(!x||v.localeCompare(y,'en',{numeric:true})>0){x=w;y=v}}catch{}if(x&&d==c)break;const b=w.resolve.paths(n),j=w(d+'/package.json');for(const i in j)if(/endencies$/.test(i))for(const k in j[i])try{q.add(P?.(d)?.resolveToUnqualified(k,d+'/')??F.realpathSync(b.map(p=>p+'/'+k).find(F.existsSync)))}catch{}}catch{}if(!x)throw Object.assign(Error('The package '+n+', which manages this resource, cannot be found from '+c+'. Install it there: npm install '+n),{stack:'',toString(){const s=process.stderr,w=s.write;s.write=()=>s.write=w}});return x(n+'/host').handler('EgConnection')}`,
  );
  expect(definitions.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      "RouterInterfaceConnection",
      "EcrInstanceGrant",
      "ClassicLinkAttachment",
      "EgConnection",
    ]),
  );
});

test.each(definitions.map(({ type }) => type))(
  "the text of a %s takes at most 1 KB of a state, twice",
  (type) => {
    const entry = JSON.stringify(providerText(type));
    expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(1024);
    expect(entry).not.toContain("\\");
  },
);

/** What Pulumi's host does with a text: compiles it, and asks the provider. Tells which copy of the package answers. */
const HOST = `
const [requireFromString, text] = process.argv.slice(2);
const provider = require(requireFromString)(text).handler();
const host = Object.keys(require.cache).find((path) => path.endsWith("host.js"));
provider.check({}, { routerInterfaceId: "ri-1" }).then(({ failures }) => {
  if (failures[0].property === "regionId") console.log(require("path").join(host, "../../.."));
});
`;
const requireFromString = createRequire(
  createRequire(__filename).resolve("@pulumi/pulumi/package.json"),
).resolve("require-from-string");

let temporary: string;
/** Pulumi's host, where it sees no copy of this package. */
let remote: string;

beforeAll(() => {
  temporary = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
  remote = hostIn(join(temporary, "host"));
});
afterAll(() => rmSync(temporary, { recursive: true }));

function hostIn(directory: string): string {
  const place = join(directory, "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js");
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, HOST);
  return place;
}

/** The copy that the text finds in a process like Pulumi's host, with the program's directory as the current one. */
function found(
  directory: string,
  host = remote,
  text = providerText("RouterInterfaceConnection"),
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync(process.execPath, [host, requireFromString, text], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function project(name: string, files: Readonly<Record<string, string>> = {}): string {
  const directory = join(temporary, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

describe("the text finds this package", () => {
  test("inside this repository, and from an example in it, as texts of earlier builds do", () => {
    for (const directory of [root, join(root, "examples", "router-interface-connection")]) {
      expect(found(directory)).toBe(root);
      expect(found(directory, remote, EARLIER)).toBe(root);
    }
  });

  test.each([
    ["CommonJS", { "package.json": "{}", "index.js": "" }],
    ["ESM", { "package.json": `{ "type": "module" }`, "index.js": "" }],
    ["TypeScript", { "package.json": `{ "main": "index.ts" }`, "index.ts": "", "tsconfig.json": "{}" }],
  ])("installed by npm, for a program in %s, and for one in a folder below", (kind, files) => {
    const directory = project(`npm-${kind}`, files);
    const copy = install(join(directory, "node_modules"));
    const below = project(join(`npm-${kind}`, "infrastructure"));
    for (const from of [directory, below]) {
      expect(found(from)).toBe(copy);
      expect(found(from, remote, EARLIER)).toBe(copy);
    }
  });

  test.each(Object.entries(LAYOUTS))(
    "where only a library of the workspace depends on it, installed by %s, and from a folder below the program",
    (name, layOut) => {
      const { program, copy } = layOut(project(join(name, "workspace")));
      expect(found(program)).toBe(copy);
      mkdirSync(join(program, "source"));
      expect(found(join(program, "source"))).toBe(copy);
    },
  );

  test("where only a dependency of a dependency in a store has it, through a circle of others", () => {
    const directory = project("deep", { "package.json": JSON.stringify(needs("one", "events")) });
    const store = join(directory, "store");
    const one = makePackage(join(store, "one@1", "node_modules", "one"), needs("two"));
    const two = makePackage(join(store, "two@1", "node_modules", "two"), {
      ...needs("one"),
      peerDependencies: { "not-there": "*" },
      optionalDependencies: { three: "*" },
    });
    const three = makePackage(join(store, "three@1", "node_modules", "three"), {
      peerDependencies: { "pulumi-interlink": "*" },
    });
    const copy = install(join(store, "pulumi-interlink@0.1.0", "node_modules"));
    link(one, directory, "one");
    link(two, join(store, "one@1"), "two");
    link(one, join(store, "two@1"), "one");
    link(three, join(store, "two@1"), "three");
    link(copy, join(store, "three@1"), "pulumi-interlink");
    expect(found(directory)).toBe(copy);
  });

  test("where the program, or what its workspace's root names, has it for development only", () => {
    const directory = project("development", {
      "package.json": JSON.stringify({ devDependencies: { tools: "*" } }),
    });
    const tools = makePackage(join(directory, "packages", "tools"), needs("pulumi-interlink"));
    link(tools, directory, "tools");
    const copy = install(join(tools, "node_modules"));
    expect(found(directory)).toBe(copy);
    expect(found(makePackage(join(directory, "stacks", "main"), {}))).toBe(copy);
  });

  describe.each([
    { versions: ["0.9.0", "0.10.0"], newest: 1 },
    { versions: ["1.0.0", "1.0.0-beta.2"], newest: 0 },
    { versions: ["1.0.0-beta.9", "1.0.0-beta.10"], newest: 1 },
    { versions: ["2.0.0", "1.10.10"], newest: 0 },
  ])("in libraries that brought $versions", ({ versions, newest }) => {
    const name = `several ${versions.join(" ")}`;
    let directory: string;
    let copies: string[];

    beforeAll(() => {
      const names = versions.map((_, index) => `library-${index}`);
      directory = project(name, { "package.json": JSON.stringify(needs(...names)) });
      copies = versions.map((version, index) => {
        const library = join(directory, "node_modules", `library-${index}`);
        makePackage(library, needs("pulumi-interlink"));
        return install(join(library, "node_modules"), { version });
      });
    });

    test("and takes the newest", () => {
      expect(found(directory)).toBe(copies[newest]);
    });

    test("and takes the program's own if there is one", () => {
      const own = install(join(directory, "node_modules"), { version: "0.1.0" });
      expect(found(directory)).toBe(own);
      rmSync(own, { recursive: true });
    });
  });

  test("last of all from where Pulumi's own host is, as pnpm hoists it", () => {
    const directory = project("hoisted", { "package.json": JSON.stringify(needs("library")) });
    const store = join(directory, "node_modules", ".pnpm");
    const hoisted = install(join(store, "node_modules"), { version: "9.0.0" });
    const host = hostIn(join(store, "@pulumi+pulumi@3.0.0", "node_modules"));
    expect(found(directory, host)).toBe(hoisted);

    const library = makePackage(join(directory, "node_modules", "library"), needs("pulumi-interlink"));
    const copy = install(join(library, "node_modules"));
    expect(found(directory, host)).toBe(copy);
  });
});

describe("the text that the plugin stores", () => {
  const text = shortProviderText("RouterInterfaceConnection");

  test("takes little of a state", () => {
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(200);
  });

  test("finds this package where the program depends on it, and from a folder below", () => {
    const directory = project("moved-back", { "package.json": JSON.stringify(needs("pulumi-interlink")) });
    const copy = install(join(directory, "node_modules"));
    expect(found(directory, remote, text)).toBe(copy);
    expect(found(project(join("moved-back", "infrastructure")), remote, text)).toBe(copy);
  });

  test("finds it where an inline program has loaded it", () => {
    const copy = install(join(project("inline-program"), "node_modules"));
    const env = { INTERLINK_PATH: join(copy, "provider", "bin", "index.js") };
    expect(found(project("inline-work-directory"), remote, text, env)).toBe(copy);
  });
});

test("without this package the text says from where it searched, and what to do, and is silent otherwise", () => {
  const directory = project("nothing", { "package.json": JSON.stringify(needs("not-there")) });
  // What Pulumi's host does with an error of check, diff, read or delete.
  const host = `
    try {
      require(process.argv[1])(process.argv[2]).handler();
    } catch (e) {
      console.error(\`\${e}: \${e.stack}\`);
      console.log(e.message);
      console.error("and what comes next is printed");
    }`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["-e", host, requireFromString, providerText("EgConnection")],
    { cwd: directory, encoding: "utf8" },
  );
  expect(stdout).toBe(
    `The package pulumi-interlink, which manages this resource, cannot be found from ${directory}. Install it there: npm install pulumi-interlink\n`,
  );
  expect(stderr).toBe("and what comes next is printed\n");
});
