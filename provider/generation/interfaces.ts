import * as ts from "typescript";

/** A TypeScript interface as it is documented. */
export interface DocumentedInterface {
  readonly name: string;
  readonly description: string;
  readonly members: readonly DocumentedMember[];
}

/** One member of an interface. */
export interface DocumentedMember {
  readonly name: string;
  readonly description: string;
  readonly isOptional: boolean;
  /** Its type, without what makes it an input: `string`, or another interface. */
  readonly type: string;
}

/** Every interface of a source file. What a tag such as `@remarks` says is not part of a description. */
export function interfacesOf(path: string, text: string): DocumentedInterface[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).map((node) => ({
    name: node.name.text,
    description: documentation(node),
    members: node.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(source),
      description: documentation(member),
      isOptional: member.questionToken !== undefined,
      // Of a choice the first: the others are further ways to write the same.
      type: /^(?:Input<)?(\w+)/.exec(member.type?.getText(source) ?? "")?.[1] ?? "",
    })),
  }));
}

function documentation(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comment?.comment) ?? "").replaceAll(/\s+/g, " ");
}
