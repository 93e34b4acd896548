/** How a file that was printed is used. Without `--protect=false` the CLI would protect what it imports. */
export const IMPORT_LINE = "pulumi import --file import.json --generate-code=false --protect=false";

/** A resource to be declared. `secrets` are members of its arguments that come from the configuration. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly secrets: readonly { readonly argument: string; readonly member: string }[];
}

/** The configuration key of a secret: `eventsPassword`. */
export function configKey(name: string, member: string): string {
  return `${identifier(name)}${member.charAt(0).toUpperCase()}${member.slice(1)}`;
}

/** A program in TypeScript. */
export function programText(declared: readonly Declared[]): string {
  const hasSecrets = declared.some(({ secrets }) => secrets.length > 0);
  return [
    ...(hasSecrets ? [`import * as pulumi from "@pulumi/pulumi";\n`] : []),
    `import * as interlink from "pulumi-interlink";\n`,
    ...(hasSecrets ? ["\nconst config = new pulumi.Config();\n"] : []),
    ...declared.map((it) => `\n${declarationOf(it)}`),
  ].join("");
}

function declarationOf({ type, name, args, secrets }: Declared): string {
  const whole: Record<string, unknown> = { ...args };
  for (const { argument, member } of secrets) {
    const code = new Code(`config.requireSecret(${JSON.stringify(configKey(name, member))})`);
    whole[argument] = Object.assign({}, whole[argument], { [member]: code });
  }
  return `const ${identifier(name)} = new interlink.${type}(${JSON.stringify(name)}, ${literal(whole, "")});\n`;
}

/** What is written as it is. */
class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `office-to-cloud` becomes `officeToCloud`. */
function identifier(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word, n) => (n === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return /^[a-z]/.test(joined) && !TAKEN.test(joined) ? joined : `it${joined}`;
}

/** Words that no constant may be called, in a module. */
const TAKEN =
  /^(await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|interlink|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

function literal(value: unknown, indent: string): string {
  if (value instanceof Code) return value.text;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, part]) => `${inner}${key}: ${literal(part, inner)},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}
