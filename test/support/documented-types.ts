import { join } from "node:path";
import * as ts from "typescript";

/** A property as TypeScript declares it. */
export interface DeclaredProperty {
  readonly name: string;
  readonly documentation: string;
  readonly isOptional: boolean;
  /** `string`, `boolean`, `number`, or the name of an object type. */
  readonly type: string;
}

/** What the compiler knows of this package's public types, by their names. */
export class DocumentedTypes {
  private readonly checker: ts.TypeChecker;
  private readonly exported: ReadonlyMap<string, ts.Symbol>;

  constructor(entry: string) {
    const path = join(import.meta.dirname, "../../provider", entry);
    const program = ts.createProgram([path], {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
    });
    this.checker = program.getTypeChecker();
    const file = program.getSourceFile(path);
    const symbol = file && this.checker.getSymbolAtLocation(file);
    const symbols = symbol === undefined ? [] : this.checker.getExportsOfModule(symbol);
    this.exported = new Map(symbols.map((it) => [it.name, this.unaliased(it)]));
  }

  /** The names of everything that is exported. */
  names(): string[] {
    return [...this.exported.keys()];
  }

  /** What the documentation of a class or interface says, before its first tag. */
  documentation(name: string): string {
    return this.documentationOf(this.symbol(name));
  }

  /** The program in the documentation of a class. */
  example(name: string): string {
    const tag = this.symbol(name)
      .getJsDocTags(this.checker)
      .find((it) => it.name === "example");
    return ts.displayPartsToString(tag?.text).replaceAll(/^```\w*\n?/gm, "");
  }

  /** The declared properties of a class or interface, inherited ones of this package included. */
  properties(name: string): DeclaredProperty[] {
    return this.checker
      .getDeclaredTypeOfSymbol(this.symbol(name))
      .getProperties()
      .flatMap((property) => {
        const declaration = property.declarations?.[0];
        const declared =
          declaration && (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration))
            ? declaration
            : undefined;
        const { type } = declared ?? {};
        if (type === undefined || declared?.getSourceFile().fileName.includes("node_modules")) return [];
        if (ts.getJSDocTags(declared as ts.Node).some(({ tagName }) => tagName.text === "internal"))
          return [];
        const [first = type] = ts.isUnionTypeNode(type) ? type.types : [type];
        const inner = this.checker.getTypeFromTypeNode(withoutWrapper(first));
        return [
          {
            name: property.name,
            documentation: this.documentationOf(property),
            isOptional:
              (property.flags & ts.SymbolFlags.Optional) !== 0 ||
              inner !== this.checker.getNonNullableType(inner),
            type: this.nameOf(this.checker.getNonNullableType(inner)),
          },
        ];
      });
  }

  private nameOf(type: ts.Type): string {
    if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) return "boolean";
    const parts = type.isUnion() ? type.types : [type];
    if (parts.every(({ flags }) => (flags & ts.TypeFlags.BooleanLike) !== 0)) return "boolean";
    if (parts.some(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0)) return "string";
    if (parts.every(({ flags }) => (flags & ts.TypeFlags.NumberLike) !== 0)) return "number";
    return (type.aliasTypeArguments?.[0] ?? type).getSymbol()?.name ?? this.checker.typeToString(type);
  }

  private documentationOf(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replaceAll(/\{@link (\w+)\}/g, "`$1`");
  }

  private symbol(name: string): ts.Symbol {
    const symbol = this.exported.get(name);
    if (symbol === undefined) throw new Error(`${name} is not exported`);
    return symbol;
  }

  private unaliased(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** `Input<X>`, `Output<X>` and `Unwrap<X>` stand for X. */
function withoutWrapper(type: ts.TypeNode): ts.TypeNode {
  const [argument] = ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  return argument ?? type;
}
