import type { Clock } from "../http/clock.ts";
import { ApiError, RefusedError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Sender } from "../http/pipeline.ts";
import { ReadBatcher } from "../http/read-batcher.ts";
import type { Transport } from "../http/transport.ts";
import { HuaweiCaller } from "./caller.ts";
import { type HuaweiCredentials, huaweiCredentials } from "./credentials/credentials.ts";
import { listProjects } from "./iam.ts";
import type { HuaweiOperation, HuaweiService } from "./operation.ts";
import { type HuaweiSettings, mainProject } from "./settings.ts";

/** What one Huawei Cloud account is spoken to with. */
export interface HuaweiOptions {
  readonly settings: HuaweiSettings;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly transport: Transport;
  readonly stop: AbortSignal;
}

/** One Huawei Cloud account: signs and sends its calls, and reads the answers. */
export class Huawei {
  readonly batcher: ReadBatcher;
  readonly #settings: HuaweiSettings;
  readonly #caller: HuaweiCaller;
  readonly #credentials: HuaweiCredentials;
  readonly #projectIds = new Map<string, Promise<string>>();

  constructor({ settings, clock, sender, transport, stop }: HuaweiOptions) {
    this.batcher = new ReadBatcher(clock, stop);
    this.#settings = settings;
    this.#caller = new HuaweiCaller({
      clock,
      sender,
      endpoint: (service, region) => huaweiEndpoint(settings, service, region),
      stop,
    });
    this.#credentials = huaweiCredentials(settings, { clock, caller: this.#caller, transport });
  }

  /** Calls one operation in a region, for a project where it is a service of projects. */
  call<Parameters extends object, Answer>(
    operation: HuaweiOperation<Parameters, Answer>,
    where: { readonly region: string; readonly projectId?: string },
    parameters: Parameters,
    options: CallOptions = {},
  ): Promise<Answer> {
    const credentials = this.#credentials(where.region, where.projectId);
    return this.#caller.call(operation, { ...where, credentials }, parameters, options);
  }

  /** The project that is meant in a region where none is named: as configured, else looked up, once. */
  projectId(region: string, options: CallOptions = {}): Promise<string> {
    let known = this.#projectIds.get(region);
    if (known === undefined) {
      known = this.#findProject(region, options);
      this.#projectIds.set(region, known);
      known.catch(() => this.#projectIds.delete(region));
    }
    return known;
  }

  /** What stands for the account: its project in a region. Empty when it may not be asked for. */
  async accountId(region: string, options: CallOptions = {}): Promise<string> {
    try {
      return await this.projectId(region, options);
    } catch (error) {
      if (error instanceof ApiError) return "";
      throw error;
    }
  }

  async #findProject(region: string, options: CallOptions): Promise<string> {
    const main = mainProject(this.#settings, region);
    if ("id" in main) return main.id;
    // A token that was fetched for the project knows it.
    const auth = await this.#credentials(region).current();
    if ("token" in auth && auth.projectId !== undefined) return auth.projectId;
    const { projects } = await this.call(listProjects, { region }, main, options);
    const project = projects.find(({ name }) => name === main.name);
    if (project !== undefined) return project.id;
    throw new RefusedError(
      `IAM shows no project named ${main.name} to these credentials, so the project id for ${region} is not known. Check the region: an account has projects only in regions it may use. Or configure huaweicloud:projectId, or give projectId.`,
    );
  }
}

/** The base URL of a service: as configured, else by the rule of the vendor's endpoint lists. */
export function huaweiEndpoint(settings: HuaweiSettings, service: HuaweiService, region: string): string {
  const { endpoints, authUrl } = settings;
  // The Security Token Service is IAM's; whoever moves one moves the other.
  const configured = service.endpointKey === "eg" ? endpoints.eg : (endpoints.iam ?? authUrl);
  return configured ?? `https://${service.endpointKey}.${region}.${cloudOf(settings, region)}`;
}

/** The sovereign cloud in Europe has regions such as eu-west-101; eu-west-0 is none of them. */
function cloudOf({ cloud }: HuaweiSettings, region: string): string {
  return cloud ?? (region.startsWith("eu-west-1") ? "myhuaweicloud.eu" : "myhuaweicloud.com");
}
