import { type Answer, type ErrorRow, type ErrorTable, Refusal, row } from "./answer.ts";
import type { Fault } from "./fault-schema.ts";
import type { Opened, Service } from "./service.ts";

/** The answer that a fault puts in place of the cloud's. */
export function replacement(fault: Fault, opened: Opened, service: Service): Answer | undefined {
  const html = { "content-type": "text/html" };
  switch (fault.kind) {
    case "applyThenStatus": {
      const type = typeof fault.body === "string" ? "text/plain" : "application/json";
      const body = typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body);
      return { status: fault.status, headers: { "content-type": type, ...fault.headers }, body };
    }
    case "html502":
      return {
        status: 502,
        headers: html,
        body: "<html><head><title>502 Bad Gateway</title></head></html>\n",
      };
    case "garbage200":
      return { status: 200, headers: { "content-type": "application/json" }, body: '\u0000\u0001{"Requ' };
    case "emptyBody200":
      return { status: 200, headers: { "content-type": "application/json" }, body: "" };
    case "redirect":
      return {
        status: fault.status,
        headers: { ...html, location: fault.location ?? "/elsewhere" },
        body: "",
      };
    case "throttle": {
      const { code, status, message, hintMs } = fault;
      return opened.refuse(
        opened.throttled({
          ...(code !== undefined && { code }),
          ...(status !== undefined && { status }),
          ...(message !== undefined && { message }),
          ...(hintMs !== undefined && { hintMs }),
        }),
      );
    }
    case "error":
      return opened.refuse(
        new Refusal(orderedError(fault, service.operations[opened.operation ?? ""]?.errors)),
      );
    case "softFail": {
      const { dynamicCode: DynamicCode, dynamicMessage: DynamicMessage } = fault;
      const refusal = new Refusal(row(200, fault.code, fault.message), {
        details: { DynamicCode, DynamicMessage },
      });
      return opened.softFail?.(refusal, fault.httpStatusCode) ?? opened.refuse(refusal);
    }
    default:
      return undefined;
  }
}

/** Fills an ordered error up from the operation's own table. */
export function orderedError(
  fault: { code: string; status?: number | undefined; message?: string | undefined },
  errors: ErrorTable = {},
): ErrorRow {
  const rows = Object.values(errors).filter((error) => error.code === fault.code);
  const only = rows.length === 1 ? rows[0] : undefined;
  const status = fault.status ?? only?.status;
  const message = fault.message ?? only?.message;
  if (status === undefined || message === undefined) {
    throw new Error(
      `${fault.code} stands ${rows.length} times in the operation's table; say status and message too`,
    );
  }
  return row(status, fault.code, message);
}

/** Whether the operation is carried out although its answer is replaced. */
export function appliesFirst(fault: Fault | undefined): boolean {
  return (
    fault?.kind === "applyThenStatus" || (fault !== undefined && "when" in fault && fault.when === "after")
  );
}
