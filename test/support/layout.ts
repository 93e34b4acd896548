import type { Args } from "./resources.ts";

/** A resource of a layout, or a component that groups others. */
export interface Node {
  /** The class; left out: a component. */
  readonly type?: string;
  readonly name: string;
  readonly args?: Args;
  /** What has it as its parent. */
  readonly children?: readonly Node[];
  /** A component makes its children in its constructor. Default: they are made afterwards, and given it as parent. */
  readonly inside?: boolean;
  /** A component calls registerOutputs. */
  readonly registers?: boolean;
  /** Names of what it depends on, made before it. */
  readonly dependsOn?: readonly string[];
  /** The name of the resource whose output it takes its arguments through. */
  readonly uses?: string;
  /** The name of the explicit provider that its children get by `providers`. */
  readonly providers?: string;
  /** It was at the top of the stack before. */
  readonly wasAtTop?: boolean;
  /** Options that are plain values. */
  readonly opts?: Args;
}

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
const made = {};

class Group extends pulumi.ComponentResource {
  constructor(name, node, opts) {
    super("test:index:Group", name, {}, opts);
    if (node.inside) build(node.children, this);
    if (node.registers) this.registerOutputs({ name });
  }
}

function build(nodes, parent) {
  for (const node of nodes) {
    const { type, name, args, children = [], dependsOn = [], uses, providers, wasAtTop, opts: plain } = node;
    const opts = { ...plain, parent, dependsOn: dependsOn.map((other) => made[other]) };
    if (wasAtTop) opts.aliases = [{ parent: pulumi.rootStackResource }];
    if (providers) opts.providers = [new interlink.Provider(providers, {}, { parent })];
    const through = (value) => (uses ? made[uses].accountId.apply(() => value) : value);
    const given = Object.fromEntries(Object.entries(args ?? {}).map(([key, value]) => [key, through(value)]));
    made[name] = type ? new interlink[type](name, given, opts) : new Group(name, node, opts);
    if (!node.inside) build(children, made[name]);
  }
}
build(require("./layout.json"));
`;

/** The files of a program with this layout. */
export function layout(nodes: readonly Node[]): Record<string, string> {
  return { "index.js": PROGRAM, "layout.json": JSON.stringify(nodes) };
}
