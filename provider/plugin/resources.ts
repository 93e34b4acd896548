import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { AnyDefinition, Properties } from "../lifecycle/definition.ts";
import type { ResourceHandler } from "../lifecycle/handler.ts";
import type { PreviewOptions } from "../lifecycle/preview.ts";
import {
  METADATA,
  metadataText,
  PROVIDER,
  readMetadata,
  readStateMetadata,
  type StateMetadata,
  withMetadata,
} from "../lifecycle/state-metadata.ts";
import { shortProviderText } from "../text.ts";
import { decode, encode } from "./answers.ts";
import { inKeysOfThisDoor } from "./configuration.ts";
import { closedLike, openedProperties, secretsOf } from "./values.ts";

/** What the engine tells of inputs with each request, and they tell themselves. */
const TOLD_OF_INPUTS = ["name", "urn", "keys"] as const;
/** The same of a state. By the rest the dynamic provider reads and deletes it, should the stack move there. */
const TOLD_OF_STATES = ["name"] as const;

/** The requests about one type of resource, handed to its handler. */
export class ResourceService {
  readonly #handler: ResourceHandler;
  readonly #definition: AnyDefinition;
  readonly #previews: PreviewOptions;
  readonly #secrets: Properties;

  constructor(definition: AnyDefinition, handler: ResourceHandler, previews: PreviewOptions) {
    this.#definition = definition;
    this.#handler = handler;
    this.#previews = previews;
    this.#secrets = secretsOf(definition);
  }

  check(request: CheckRequest): CheckResponse {
    const given = decode(request.getNews());
    // Of a dynamic resource the class hands this over, and the provider's text with it.
    const { [PROVIDER]: _, ...news } = openedProperties(given);
    const { inputs, failures } = this.#handler.check(
      openedProperties(decode(request.getOlds())),
      withMetadata(news, { ...readMetadata({}), ...namesIn(request) }),
    );
    return new CheckResponse()
      .setInputs(this.#encodeInputs(inputs, given))
      .setFailuresList(
        failures.map(({ property, reason }) =>
          new CheckFailure().setProperty(property).setReason(inKeysOfThisDoor(reason)),
        ),
      );
  }

  diff(request: DiffRequest): DiffResponse {
    const oldInputs = openedProperties(decode(request.getOldInputs()));
    const news = this.#inputsOf(request, decode(request.getNews()));
    const olds = this.#stateOf(request, request.getOlds(), oldInputs);
    const { changes, replaces, properties } = this.#handler.diff(request.getId(), olds, news);
    const response = new DiffResponse()
      .setChanges(changes ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
      .setDeletebeforereplace(true)
      .setReplacesList(replaces)
      .setDiffsList(properties)
      .setHasdetaileddiff(true);
    const { pinned } = readMetadata(olds);
    for (const property of properties) {
      const inputDiff = property in oldInputs || property in news;
      const before = inputDiff ? oldInputs[property] : olds[property];
      const kind = kindOf(before, news[property] ?? pinned[property], replaces.includes(property));
      response.getDetaileddiffMap().set(property, new PropertyDiff().setKind(kind).setInputdiff(inputDiff));
    }
    return response;
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const given = decode(request.getProperties());
    const news = this.#inputsOf(request, given);
    if (request.getPreview()) {
      const planned = await this.#handler.previewCreation(news, this.#previews);
      return new CreateResponse().setProperties(this.#encodeInputs(planned, given));
    }
    const { id, state } = await this.#handler.create(news, { seconds: request.getTimeout() });
    return new CreateResponse().setId(id).setProperties(this.encodeState(state, given));
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const given = decode(request.getNews());
    const news = this.#inputsOf(request, given);
    const olds = this.#stateOf(request, request.getOlds());
    const id = request.getId();
    const response = new UpdateResponse();
    if (request.getPreview()) {
      const planned = await this.#handler.previewUpdate(id, olds, news, this.#previews);
      return response.setProperties(this.#encodeInputs(planned, given));
    }
    const { state } = await this.#handler.update(id, olds, news, { seconds: request.getTimeout() });
    return response.setProperties(this.encodeState(state, given));
  }

  async read(request: ReadRequest): Promise<ReadResponse> {
    const given = decode(request.getProperties());
    const inputs = decode(request.getInputs());
    const state = this.#stateOf(request, request.getProperties(), openedProperties(inputs));
    // What a program only reads has no inputs, and gets none.
    const isManaged = Object.keys(inputs).length > 0;
    const read = await this.#handler.read(request.getId(), isManaged ? state : withoutUrn(state));
    const response = new ReadResponse();
    if (read.id === undefined || read.state === undefined) return response;
    // What an import stores of an argument is what a program would give of it.
    const imported = Object.entries(read.importable ?? {}).filter(([key]) => key in this.#definition.inputs);
    return response
      .setId(read.id)
      .setProperties(this.encodeState({ ...read.state, ...Object.fromEntries(imported) }, given, inputs))
      .setInputs(this.#encodeInputs(read.inputs ?? read.importable ?? {}, given, inputs));
  }

  async delete(request: DeleteRequest): Promise<void> {
    const state = this.#stateOf(request, request.getProperties());
    await this.#handler.delete(request.getId(), state, { seconds: request.getTimeout() });
  }

  /**
   * A state with what is a secret in `like` too. It holds the dynamic provider's text: a stack that moves to the classes
   * over that is unchanged, and Pulumi's host reads and deletes by the text in state.
   */
  encodeState(state: Properties, ...like: readonly Properties[]): Struct {
    const text = shortProviderText(this.#definition.type);
    return this.#encode({ ...state, [PROVIDER]: text }, TOLD_OF_STATES, like);
  }

  /** Inputs that were checked, as the handlers know them. */
  #inputsOf(request: NamedRequest, properties: Properties): Properties {
    const inputs = openedProperties(properties);
    const keys = this.#argumentsIn(inputs);
    return withMetadata(inputs, { ...readMetadata(inputs), ...namesIn(request), keys });
  }

  /**
   * A state as the handlers know it. Whose it is, and which arguments it holds, the engine tells best.
   */
  #stateOf(request: NamedRequest, properties: Struct | undefined, inputs: Properties = {}): Properties {
    const { [PROVIDER]: _, ...state } = openedProperties(decode(properties));
    const metadata = { ...readStateMetadata(state), ...namesIn(request) };
    if (Object.keys(inputs).length === 0) return withMetadata(state, metadata);
    // An import leaves inputs that may lack what the id alone says.
    const told = new Set([...this.#argumentsIn(inputs), ...metadata.keys]);
    const keys = Object.keys(this.#definition.inputs).filter((key) => told.has(key));
    const { imported } = readMetadata(inputs);
    return withMetadata(state, { ...metadata, keys, ...(imported && { imported }) });
  }

  #argumentsIn(inputs: Properties): string[] {
    return Object.keys(this.#definition.inputs).filter((key) => inputs[key] !== undefined);
  }

  #encodeInputs(inputs: Properties, ...like: readonly Properties[]): Struct {
    return this.#encode(inputs, TOLD_OF_INPUTS, like);
  }

  #encode(
    properties: Properties,
    told: readonly (keyof StateMetadata)[],
    like: readonly Properties[],
  ): Struct {
    const { [METADATA]: _, ...rest } = properties;
    const metadata = metadataText(readMetadata(properties), told);
    const stored = metadata === undefined ? rest : { ...rest, [METADATA]: metadata };
    return encode(closedLike(stored, this.#secrets, ...like));
  }
}

function kindOf(before: unknown, after: unknown, replaces: boolean): PropertyDiff.Kind {
  const { Kind } = PropertyDiff;
  if (before === undefined) return replaces ? Kind.ADD_REPLACE : Kind.ADD;
  if (after === undefined) return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}

/** A request that says which resource it is about. */
interface NamedRequest {
  getUrn(): string;
  getName(): string;
}

function namesIn(request: NamedRequest): { readonly name: string; readonly urn: string } {
  const urn = request.getUrn();
  return { name: request.getName() || urn.split("::").slice(3).join("::"), urn };
}

function withoutUrn(state: Properties): Properties {
  return withMetadata(state, { ...readMetadata(state), urn: "" });
}
