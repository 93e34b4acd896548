import { samples } from "../support/resources.ts";
import type { Language } from "./rows.ts";

/** The name of the library through which a workspace's program gets this package. */
export const LIBRARY = "@workspace/network";

/** The library's only file. */
export const LIBRARY_FILES: Readonly<Record<string, string>> = {
  "index.js": `exports.interlink = require("pulumi-interlink");\n`,
  "index.d.ts": `export * as interlink from "pulumi-interlink";\n`,
};

const resources = samples
  .map(({ type, args }, n) => `const r${n} = new interlink.${type}("thing-1", ${JSON.stringify(args(1))});`)
  .join("\n");

/** What only a compiler sees: that classes and arguments have types, and that these are the right ones. */
const TYPES = `
const account: pulumi.Output<string> = r0.accountId;
// @ts-expect-error: it is a text
const notANumber: pulumi.Output<number> = r0.accountId;
const args: interlink.RouterInterfaceConnectionArgs = { routerInterfaceId: account, oppositeInterfaceId: "ri" };
// @ts-expect-error: it is a text
const noText: interlink.RouterInterfaceConnectionArgs = { ...args, routerInterfaceId: 1 };
export const types = [notANumber, noText].length;
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: "es2022",
    module: "node16",
    moduleResolution: "node16",
    types: ["node"],
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["index.ts"],
};

/** The files of a program with one resource of each kind; the first is the program itself. */
export function programFiles(language: Language, byLibrary: boolean): Record<string, string> {
  if (language === "CommonJS") {
    const load = byLibrary
      ? `const { interlink } = require("${LIBRARY}");`
      : `const interlink = require("pulumi-interlink");`;
    return { "index.js": `${load}\n${resources}\n` };
  }
  const load = byLibrary
    ? `import { interlink } from "${LIBRARY}";`
    : `import * as interlink from "pulumi-interlink";`;
  if (language === "ES module") return { "index.js": `${load}\n${resources}\n` };
  return {
    "index.ts": `import * as pulumi from "@pulumi/pulumi";\n${load}\n${resources}\n${TYPES}`,
    "tsconfig.json": JSON.stringify(TSCONFIG),
  };
}

/** The project's file, as its user has to write it. */
export function projectFile(language: Language, main: string): string {
  const options = {
    "the SDK": "{ typescript: true }",
    tsx: `{ typescript: false, nodeargs: "--import tsx" }`,
    none: "{ typescript: false }",
  }[typeof language === "string" ? "none" : language.by];
  return [
    "name: matrix",
    `runtime: { name: nodejs, options: ${options} }`,
    `main: ${main}`,
    "options: { refresh: always }",
    "",
  ].join("\n");
}
