import type { ErrorFact } from "../http/errors.ts";

const AGAIN = "The call is repeated by itself.";

/** Codes that calls are repeated after, so that they are seldom seen; the clients tell them from the others. */
export const passingErrors: readonly ErrorFact[] = [
  ...["Throttling", "Throttling.*", "Rejected.Throttling"].map((code) => ({
    code,
    onError: "retry" as const,
    means: "There were too many calls in a short time; those of the console and of other tools count too.",
    remedy: `${AGAIN} If it stays, do less at a time: pulumi up --parallel.`,
  })),
  ...["ServiceUnavailable", "InternalError", "SystemBusy", "OperationBusy"].map((code) => ({
    code,
    onError: "retry" as const,
    means: "The service is not well, or is busy.",
    remedy: `${AGAIN} If it stays, ask Alibaba Cloud's support, giving the request id.`,
  })),
  {
    code: "SignatureNonceUsed",
    onError: "retry",
    means: "The same request arrived twice: something on the way repeated it.",
    remedy: `${AGAIN} If it stays, check the proxy.`,
  },
  {
    code: "IncompleteSignature*",
    onError: "fail",
    means: "The signature, or a part of it, did not arrive as it was sent.",
    remedy: "Check the proxy, any endpoint that is configured, and that key and secret hold no blanks.",
  },
];
