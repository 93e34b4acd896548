import { isDeepStrictEqual } from "node:util";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type DiffRequest,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { RefusedError } from "../http/errors.ts";
import { Claims } from "../lifecycle/claims.ts";
import type { Properties } from "../lifecycle/definition.ts";
import { ResourceHandler } from "../lifecycle/handler.ts";
import type { Runtime } from "../lifecycle/operation.ts";
import type { EngineLog } from "../lifecycle/progress.ts";
import { definitions } from "../resources/index.ts";
import { startRuntime } from "../runtime.ts";
import { decode, encode, failure } from "./answers.ts";
import {
  configurationProblems,
  lookupIn,
  previewOptionsIn,
  secretsOfConfiguration,
} from "./configuration.ts";
import { engineLogAt } from "./engine.ts";
import { ResourceService } from "./resources.ts";
import { closedLike, openedProperties } from "./values.ts";

/** What the plugin's process hands the service. */
export interface Process {
  readonly version: string;
  readonly schema: () => string;
  /** Ends all waits. */
  readonly stop: AbortSignal;
  readonly interrupt: () => void;
  readonly log: EngineLog;
  readonly logTo: (log: EngineLog) => void;
}

/** A request about one resource. */
interface ResourceRequest {
  getUrn(): string;
  getType(): string;
}

/** What the engine asks of a provider (pulumi/pulumi, proto/pulumi/provider.proto). Whatever is not here is unimplemented. */
export function providerService(process: Process): Partial<IResourceProviderServer> {
  let configured: { readonly runtime: Runtime; readonly services: Map<string, ResourceService> } | undefined;
  const isDebug = (): boolean => configured?.runtime.debug ?? false;

  function configure(request: ConfigureRequest): ConfigureResponse {
    const sent = request.getArgs();
    const given = sent === undefined ? Object.fromEntries(request.getVariablesMap().toArray()) : decode(sent);
    const configuration = openedProperties(withoutNamespace(given));
    const runtime = startRuntime(lookupIn(configuration), process.stop, process.log, new Claims());
    const previews = previewOptionsIn(configuration);
    configured = {
      runtime,
      services: new Map(
        definitions.map((definition) => [
          `interlink:index:${definition.type}`,
          new ResourceService(definition, new ResourceHandler(definition, runtime), previews),
        ]),
      ),
    };
    return new ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }

  /** The service of the type that a request is about. */
  function serviceOf(request: ResourceRequest): ResourceService {
    if (configured === undefined) throw new RefusedError("the provider has not been configured yet");
    const type = request.getType() || typeIn(request.getUrn());
    const service = configured.services.get(type);
    if (service === undefined) {
      throw new RefusedError(
        `This version of the plugin interlink (${process.version}) knows no resource ${type}. Install the version that made it, or a newer one.`,
      );
    }
    return service;
  }

  function unary<Request, Response>(
    work: (request: Request) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return (call, done) => void respond(() => work(call.request), done);
  }

  /** A call about a resource; what fails of it may leave a state behind, in which what was secret stays secret. */
  function resource<Request extends ResourceRequest, Response>(
    work: (service: ResourceService, request: Request) => Response | Promise<Response>,
    given: (request: Request) => Struct | undefined = () => undefined,
  ): handleUnaryCall<Request, Response> {
    return ({ request }, done) => {
      const encodeState = (state: Properties): Struct =>
        serviceOf(request).encodeState(state, decode(given(request)));
      void respond(() => work(serviceOf(request), request), done, encodeState);
    };
  }

  /** Whatever is thrown reaches the engine as an error: anything else would leave the call unanswered for ever. */
  async function respond<Response>(
    work: () => Response | Promise<Response>,
    done: Parameters<handleUnaryCall<unknown, Response>>[1],
    encodeState?: (state: Properties) => Struct,
  ): Promise<void> {
    try {
      done(null, await work());
    } catch (thrown) {
      done(failure(thrown, isDebug(), encodeState));
    }
  }

  return {
    handshake: unary((request) => {
      process.logTo(engineLogAt(request.getEngineAddress()));
      return new ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request) => {
      process.logTo(engineLogAt(request.getAddress()));
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(process.version)),
    getSchema: unary(() => new GetSchemaResponse().setSchema(process.schema())),
    checkConfig: unary(checkConfig),
    diffConfig: unary(diffConfig),
    configure: unary(configure),
    check: resource((service, request) => service.check(request)),
    diff: resource((service, request) => service.diff(request)),
    create: resource(
      (service, request) => service.create(request),
      (request) => request.getProperties(),
    ),
    read: resource((service, request) => service.read(request)),
    update: resource(
      (service, request) => service.update(request),
      (request) => request.getNews(),
    ),
    delete: resource(async (service, request) => {
      await service.delete(request);
      return new Empty();
    }),
    cancel: unary(() => {
      process.interrupt();
      return new Empty();
    }),
  };
}

/** Refuses what is wrong with a configuration, in preview. What is a secret in it is stored as one. */
function checkConfig(request: CheckRequest): CheckResponse {
  const given = decode(request.getNews());
  const news = openedProperties(given);
  const failures = configurationProblems(news);
  const secrets = failures.length > 0 ? {} : secretsOfConfiguration(news);
  return new CheckResponse()
    .setInputs(encode(closedLike(news, given, secrets)))
    .setFailuresList(
      failures.map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason)),
    );
}

/**
 * No change of a configuration replaces anything: that would delete links for a new password. Whose account the
 * credentials are is compared where it matters.
 */
function diffConfig(request: DiffRequest): DiffResponse {
  const inputs = decode(request.getOldInputs() ?? request.getOlds());
  const same = isDeepStrictEqual(openedProperties(inputs), openedProperties(decode(request.getNews())));
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  return new DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME);
}

/** Variables have the package's name before their key, arguments have not. */
function withoutNamespace(configuration: Properties): Properties {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [key.replace(/^interlink:(config:)?/, ""), value]),
  );
}

/** The type of a resource, without those of its parents. */
function typeIn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
