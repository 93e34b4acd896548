const WIDTH = 110;

/** A comment of documentation, broken into lines, with a program as its example. */
export function comment(text: string, indent = "", example = ""): string {
  const oneLine = `${indent}/** ${text} */`;
  if (!text.includes("\n") && example === "" && oneLine.length <= WIDTH) return oneLine;
  const code = example === "" ? [] : ["", "@example", "```ts", ...example.split("\n"), "```"];
  const lines = [...text.split("\n").flatMap((paragraph) => wrapped(paragraph, indent)), ...code];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n");
}

function wrapped(paragraph: string, indent: string): string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && `${indent} * ${last} ${word}`.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
