import { alibabaWords } from "./alibaba/wire-words.ts";
import { systemClock } from "./http/clock.ts";
import type { Transport } from "./http/transport.ts";
import { recorded } from "./http/wire-record.ts";
import { huaweiWords } from "./huawei/wire-words.ts";

/** The transport that a provider process uses while INTERLINK_RECORD is set. */
export function recordedTransport(transport: Transport, file: string): Transport {
  return recorded(transport, {
    file,
    clouds: [alibabaWords, huaweiWords],
    clock: systemClock,
    // Standard error is shown for the whole stack.
    onLost: (why) => console.error(`pulumi-interlink: ${why}`),
  });
}
