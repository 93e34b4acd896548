import { type ErrorRow, Refusal, row } from "../frame/answer.ts";
import type { EcrOptions } from "./options.ts";

/** A refusal because of one parameter, from a row of the table that has `%s` in code and message. */
export class ParameterRefusal extends Refusal {
  readonly template: ErrorRow;
  readonly parameter: string;

  constructor(template: ErrorRow, parameter: string) {
    super({ ...template, code: template.code.replace("%s", parameter) }, { filler: parameter });
    this.template = template;
    this.parameter = parameter;
  }
}

/** A refusal in the words it has on the wire: placeholders filled in or not, DynamicCode and DynamicMessage set. */
export function worded(refusal: Refusal, { failures, placeholders, dynamicMessage }: EcrOptions): Refusal {
  const soft = failures === "within200";
  if (!(refusal instanceof ParameterRefusal)) {
    return soft ? withDetails(refusal, refusal, { DynamicCode: "", DynamicMessage: "" }) : refusal;
  }
  const filled = placeholders === "filled" || (placeholders === "filledInHttp4xx" && !soft);
  const details = {
    DynamicCode: refusal.code,
    DynamicMessage: dynamicMessage === "sentence" ? refusal.message : refusal.parameter,
  };
  if (filled && !soft) return refusal;
  return withDetails(refusal, filled ? refusal : refusal.template, details);
}

function withDetails(
  { status }: Refusal,
  { code, message }: { readonly code: string; readonly message: string },
  details: Refusal["details"],
): Refusal {
  return new Refusal(row(status, code, message), { details });
}
