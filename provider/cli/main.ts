import { parseArgs } from "node:util";
import { environment } from "../settings/places.ts";
import { doctor } from "./doctor.ts";
import { importFile } from "./import-file.ts";

// What the product prints on its own is no part of an answer.
console.log = console.error;
const [name, ...rest] = process.argv.slice(2);
const command = [doctor, importFile].find((it) => it.name === name) ?? doctor;
const { values, positionals } = parseArgs({
  args: rest,
  options: { json: { type: "boolean" }, ...command.options },
  allowPositionals: true,
});
const env = environment();
const io = {
  stdin: async () => "",
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  env: new Proxy({}, { get: (_, key) => env(String(key)) }),
};
void command.run({ values, positionals, json: values["json"] === true, io }).then((code) => {
  process.exitCode = code;
});
