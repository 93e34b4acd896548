import type { EngineLog } from "../lifecycle/progress.ts";

/** Lines that the engine has not taken yet. */
const MOST_UNANSWERED = 1_000;

/** `otherwise` is called when the engine does not take the line; without it, the line is of the moment only. */
export type Send = (
  urn: string,
  text: string,
  severity: "info" | "warning",
  otherwise: (() => void) | undefined,
) => void;

/** Pulumi's client of the engine, as far as it is used here. */
export interface LogClient {
  log(request: LogRequestMessage, done: (error: unknown) => void): void;
}
/** Pulumi's messages to the engine, as far as they are used here. */
export interface LogMessages {
  readonly LogRequest: new () => LogRequestMessage;
  readonly LogSeverity: { readonly INFO: number; readonly WARNING: number };
}
interface LogRequestMessage {
  setSeverity(severity: number): void;
  setMessage(text: string): void;
  setUrn(urn: string): void;
  setEphemeral(ephemeral: boolean): void;
}

/** Without the engine: to standard output, which Pulumi shows for the whole stack. */
export const printedLog: EngineLog = {
  status: () => undefined,
  warning: (_, text) => console.log(`warning: ${text}`),
};

/** Writes on resources' lines; a warning that the engine does not take is printed. */
export function logThrough(send: Send): EngineLog {
  return {
    status: (urn, text) => send(urn, text, "info", undefined),
    warning: (urn, text) => send(urn, text, "warning", () => printedLog.warning(urn, text)),
  };
}

/** Sends lines to the engine, whichever copy of Pulumi's protocol the client is made of. */
export function sendTo(client: LogClient, { LogRequest, LogSeverity }: LogMessages): Send {
  let unanswered = 0;
  return (urn, text, severity, otherwise) => {
    const ephemeral = otherwise === undefined;
    // An engine that falls behind is told the next time.
    if (ephemeral && unanswered >= MOST_UNANSWERED) return;
    const request = new LogRequest();
    request.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(text);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // A line that is not shown must not fail an operation.
    try {
      client.log(request, (error) => {
        unanswered -= 1;
        if (error) otherwise?.();
      });
      unanswered += 1;
    } catch {
      otherwise?.();
    }
  };
}
