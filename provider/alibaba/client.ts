import type { Clock } from "../http/clock.ts";
import type { AccessKey, CredentialSource } from "../http/credentials.ts";
import { encodeForm } from "../http/encoding.ts";
import { ApiError, UnreachableError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Sender } from "../http/pipeline.ts";
import { Limiters } from "../http/rate-limiter.ts";
import { ReadBatcher } from "../http/read-batcher.ts";
import { interpretAlibaba } from "./answers.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";
import type { AlibabaSettings } from "./settings.ts";
import { flatten, signAcs3 } from "./signer.ts";
import { getCallerIdentity } from "./sts.ts";

/** What one Alibaba Cloud account is spoken to with. */
export interface AlibabaOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly credentials: CredentialSource<AccessKey>;
  /** The base URL of a service in a region. */
  readonly endpoint: (service: AlibabaService, region: string) => string;
  readonly stop: AbortSignal;
}

/** With many that want to know, each would ask in turn. */
const ASK_AGAIN_MS = 10_000;

/** One Alibaba Cloud account: signs and sends its calls, and reads the answers. */
export class Alibaba {
  readonly batcher: ReadBatcher;
  readonly #options: AlibabaOptions;
  readonly #limiters: Limiters;
  #accountId: Promise<string> | undefined;
  #askAgainAt = Number.POSITIVE_INFINITY;

  constructor(options: AlibabaOptions) {
    this.#options = options;
    this.#limiters = new Limiters(options.clock);
    this.batcher = new ReadBatcher(options.clock, options.stop);
  }

  /** Calls one operation in a region. Region ids are sent where the operation asks for them, not added here. */
  async call<Parameters extends object, Answer>(
    operation: AlibabaOperation<Parameters, Answer>,
    region: string,
    parameters: Parameters,
    { signal = this.#options.stop, onQueued, expired }: CallOptions = {},
  ): Promise<Answer> {
    const { service } = operation;
    const { clock, credentials, sender } = this.#options;
    const name = `${service.name}.${operation.name}`;
    const url = new URL(this.#options.endpoint(service, region));
    const flat = flatten(parameters);
    const form = service.parametersIn === "body" ? encodeForm(flat) : undefined;
    let used: AccessKey | undefined;
    return await sender.send<Answer>({
      operation: name,
      effect: operation.effect,
      signal,
      onQueued,
      expired,
      limiter: this.#limiters.of(name, operation.effect),
      sign: async () => {
        used = await credentials.current();
        const { headers, queryString } = signAcs3(
          {
            method: "POST",
            host: url.host,
            path: "/",
            query: form === undefined ? flat : [],
            ...(form !== undefined && {
              headers: { "content-type": "application/x-www-form-urlencoded" },
              body: form,
            }),
            action: operation.name,
            version: service.version,
          },
          used,
          new Date(clock.now()),
          clock.uuid(),
        );
        const path = queryString === "" ? "/" : `/?${queryString}`;
        return { method: "POST", url: url.origin + path, headers, ...(form !== undefined && { body: form }) };
      },
      renew: async () => used !== undefined && (await credentials.renew(used)),
      interpret: (answer) =>
        interpretAlibaba(operation, answer, used?.securityToken ? [used.securityToken] : []),
    });
  }

  /** The account the credentials belong to, asked once; empty when it cannot be asked, and then asked again later. */
  accountId(region: string): Promise<string> {
    const { clock } = this.#options;
    if (clock.elapsed() >= this.#askAgainAt) this.#accountId = undefined;
    if (this.#accountId !== undefined) return this.#accountId;
    this.#askAgainAt = Number.POSITIVE_INFINITY;
    this.#accountId = this.#askAccount(region)
      // Not every region has a host of its own, and not every firewall lets it through.
      .catch((error: unknown) =>
        region !== "" && unreachable(error) ? this.#askAccount("") : Promise.reject(error),
      )
      .catch((error: unknown) => {
        if (error instanceof ApiError || unreachable(error)) {
          this.#askAgainAt = clock.elapsed() + ASK_AGAIN_MS;
          return "";
        }
        this.#accountId = undefined;
        throw error;
      });
    return this.#accountId;
  }

  async #askAccount(region: string): Promise<string> {
    return (await this.call(getCallerIdentity, region, {})).AccountId;
  }
}

/** The base URL of a service: as configured, else the vendor's. */
export function alibabaEndpoint(
  { endpoints }: Pick<AlibabaSettings, "endpoints">,
  service: AlibabaService,
  region: string,
): string {
  return endpoints[service.endpointKey] ?? service.endpoint(region);
}

function unreachable(error: unknown): boolean {
  return error instanceof UnreachableError;
}
