import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials, Server, ServerCredentials, type ServerUnaryCall } from "@grpc/grpc-js";
import type {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { readMetadata } from "../../provider/lifecycle/state-metadata.ts";
import { durationMs } from "../../provider/lifecycle/timeouts.ts";
import { type Door, dynamicDoor } from "./doors.ts";
import {
  answer,
  decode,
  Empty,
  EngineService,
  encode,
  type LogRequest,
  LogSeverity,
  messages,
  ResourceProviderClient,
} from "./pulumi-rpc.ts";

const REPOSITORY = join(__dirname, "..", "..");

/** A bag of property values. */
export type Properties = Readonly<Record<string, unknown>>;

/** What a provider process is started with. */
export interface HostOptions {
  /** Which of the two provider processes. Default: Pulumi's dynamic-provider process. */
  readonly door?: Pick<Door, "command">;
  /** The program's directory, from which packages are found. Default: this repository. */
  readonly cwd?: string;
  /** The stack's configuration, by keys with a namespace: `alicloud:region`. Null: nobody configures it yet. */
  readonly config?: Properties | null;
  /** Variables for the process. Nothing of the developer's own reaches it but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** What its standard input is: a pipe, as the engine makes it, or nothing. Default: a pipe. */
  readonly stdin?: "pipe" | "ignore";
}

/** A line that a provider had the engine show. */
export interface LogLine {
  readonly severity: "info" | "warning" | "error" | "debug";
  readonly urn: string;
  readonly message: string;
  /** It stands on the resource's line only until something else does. */
  readonly ephemeral: boolean;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts a real provider process as the engine does, and configures it. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const { door = dynamicDoor, cwd = REPOSITORY, config = {}, env = {}, stdin = "pipe" } = options;
  const log: LogLine[] = [];
  const engine = new Server();
  engine.addService(EngineService, { log: writeTo(log) });
  const address = `127.0.0.1:${await listening(engine)}`;
  const [file, ...args] = door.command(cwd);
  const child = spawn(file, [...args, address], {
    cwd,
    env: { PATH: process.env["PATH"], PULUMI_NODEJS_PROJECT: "test", PULUMI_PROJECT: "test", ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
  const output = new Output(child);
  const host = new Host(child, await portOf(child, output), output, engine, log);
  if (config !== null) await host.configure(config);
  return host;
}

// No provider process outlives the tests, not even one whose standard input is not a pipe.
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A provider process, seen as the engine sees it. Errors of its methods are what the provider answered, as text. */
export class Host {
  /** What it had the engine show. */
  readonly log: readonly LogLine[];
  /** Ends when the process has ended. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  /** For the calls that an engine makes seldom. */
  readonly client: InstanceType<typeof ResourceProviderClient>;
  readonly #output: Output;
  #config: Properties = {};
  #supportsPreview = false;

  /** @internal */
  constructor(child: ChildProcess, port: string, output: Output, engine: Server, log: readonly LogLine[]) {
    this.#child = child;
    this.#output = output;
    this.log = log;
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    running.add(child);
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        running.delete(child);
        this.client.close();
        engine.forceShutdown();
        resolve({ code, signal });
      });
    });
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether it has not ended yet. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether a preview calls Create and Update, too. */
  get supportsPreview(): boolean {
    return this.#supportsPreview;
  }

  /** What it printed, which Pulumi shows for the whole stack. */
  get output(): string {
    return this.#output.text;
  }

  /** What the engine does when a command begins; Pulumi's own starts a process for each. */
  async configure(config: Properties = this.#config): Promise<void> {
    this.#config = config;
    const request = new messages.ConfigureRequest().setArgs(encode(config)).setAcceptsecrets(true);
    const given = await answer<ConfigureResponse>((done) => this.client.configure(request, done));
    this.#supportsPreview = given.getSupportspreview();
  }

  /** Validates arguments; `olds` are the inputs in state. */
  async check(urn: string, olds: Properties, news: Properties) {
    const request = new messages.CheckRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setOlds(encode(olds))
      .setNews(encode(news));
    const given = await answer<CheckResponse>((done) => this.client.check(request, done));
    const failures = given
      .getFailuresList()
      .map((it) => ({ property: it.getProperty(), reason: it.getReason() }));
    return { inputs: decode(given.getInputs()), failures };
  }

  /** Compares a state with checked arguments. `changes` is undefined where the provider cannot tell. */
  async diff(urn: string, id: string, state: { inputs: Properties; outputs: Properties }, news: Properties) {
    const request = new messages.DiffRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setId(id)
      .setOlds(encode(state.outputs))
      .setOldInputs(encode(state.inputs))
      .setNews(encode(news));
    const given = await answer<DiffResponse>((done) => this.client.diff(request, done));
    const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
    const changes = new Map<unknown, boolean>([
      [DIFF_SOME, true],
      [DIFF_NONE, false],
    ]).get(given.getChanges());
    return {
      changes,
      replaces: given.getReplacesList(),
      deleteBeforeReplace: given.getDeletebeforereplace(),
      details: given.getHasdetaileddiff() ? detailsOf(given) : undefined,
    };
  }

  async create(
    urn: string,
    inputs: Properties,
    { timeouts = timeoutsIn(inputs), preview = false }: CallOptions = {},
  ): Promise<{ id: string; outputs: Properties }> {
    const request = new messages.CreateRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setProperties(encode(inputs))
      .setPreview(preview)
      .setTimeout(seconds(timeouts, "create"));
    const given = await answer<CreateResponse>((done) => this.client.create(request, done));
    return { id: given.getId(), outputs: decode(given.getProperties()) };
  }

  /** Reads a resource of a state; with inputs alone, one that a program gets by its id. An empty id: it is gone. */
  async read(
    urn: string,
    id: string,
    { inputs, outputs }: { inputs: Properties; outputs?: Properties },
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    const request = new messages.ReadRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setId(id)
      .setInputs(encode(inputs));
    if (outputs) request.setProperties(encode(outputs));
    const given = await answer<ReadResponse>((done) => this.client.read(request, done));
    const refreshed = given.getInputs();
    return {
      id: given.getId(),
      outputs: decode(given.getProperties()),
      inputs: refreshed && decode(refreshed),
    };
  }

  /** Resolves to the new outputs. */
  async update(
    urn: string,
    id: string,
    state: { inputs: Properties; outputs: Properties },
    news: Properties,
    { timeouts = timeoutsIn(news), preview = false }: CallOptions = {},
  ): Promise<Properties> {
    const request = new messages.UpdateRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setId(id)
      .setOlds(encode(state.outputs))
      .setOldInputs(encode(state.inputs))
      .setNews(encode(news))
      .setPreview(preview)
      .setTimeout(seconds(timeouts, "update"));
    return decode(
      (await answer<UpdateResponse>((done) => this.client.update(request, done))).getProperties(),
    );
  }

  async delete(
    urn: string,
    id: string,
    { inputs, outputs }: { inputs: Properties; outputs: Properties },
    timeouts = timeoutsIn(inputs),
  ): Promise<void> {
    const request = new messages.DeleteRequest()
      .setUrn(urn)
      .setName(nameIn(urn))
      .setType(typeIn(urn))
      .setId(id)
      .setOldInputs(encode(inputs))
      .setProperties(encode(outputs))
      .setTimeout(seconds(timeouts, "delete"));
    await answer((done) => this.client.delete(request, done));
  }

  /** What the engine does on the first Ctrl-C. */
  async cancel(): Promise<void> {
    await answer((done) => this.client.cancel(new Empty(), done));
  }

  /** What the process sees when the CLI dies: its standard input ends. */
  closeStdin(): void {
    this.#child.stdin?.end();
  }

  /** Ends the process as the engine does after a command. */
  close(): Promise<Exit> {
    this.#child.kill("SIGINT");
    return this.exited;
  }

  /** Ends the process without a chance to do anything more. */
  kill(): Promise<Exit> {
    this.#child.kill("SIGKILL");
    return this.exited;
  }
}

function typeIn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The customTimeouts of a resource option. */
type Timeouts = Readonly<Record<string, string>>;

/** How the engine makes a call that changes something. */
interface CallOptions {
  /** Default: those that the class of the dynamic provider handed over. */
  readonly timeouts?: Timeouts;
  /** Nothing is to be changed yet. */
  readonly preview?: boolean;
}

function timeoutsIn(inputs: Properties): Timeouts {
  return readMetadata(inputs).timeouts;
}

/** A timeout as the engine sends it; 0: none was given. */
function seconds(timeouts: Timeouts, operation: "create" | "update" | "delete"): number {
  return (durationMs(timeouts[operation] ?? "") ?? 0) / 1_000;
}

/** What a provider says about each property: how it changes, and whether that is seen in its inputs. */
function detailsOf(given: DiffResponse): Record<string, { kind: string | undefined; inputDiff: boolean }> {
  const kinds = new Map(Object.entries(messages.PropertyDiff.Kind).map(([name, kind]) => [kind, name]));
  const details: Record<string, { kind: string | undefined; inputDiff: boolean }> = {};
  given.getDetaileddiffMap().forEach((it, key) => {
    details[key] = { kind: kinds.get(it.getKind()), inputDiff: it.getInputdiff() };
  });
  return details;
}

function writeTo(log: LogLine[]) {
  const { DEBUG, INFO, WARNING } = LogSeverity;
  const severities = new Map<number, LogLine["severity"]>([
    [DEBUG, "debug"],
    [INFO, "info"],
    [WARNING, "warning"],
  ]);
  return ({ request }: ServerUnaryCall<LogRequest, object>, done: (error: null, reply: object) => void) => {
    log.push({
      severity: severities.get(request.getSeverity()) ?? "error",
      urn: request.getUrn(),
      message: request.getMessage(),
      ephemeral: request.getEphemeral(),
    });
    done(null, new Empty());
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

/** What a process prints, from the beginning on. */
class Output {
  text = "";

  constructor({ stdout, stderr }: ChildProcess) {
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding("utf8").on("data", (more: string) => {
        this.text += more;
      });
    }
  }
}

/** The first line that the process prints is the port at which it is to be spoken to. */
async function portOf(child: ChildProcess, output: Output): Promise<string> {
  const over = new AbortController();
  const ended = once(child, "exit", { signal: over.signal }).then(() => {
    throw new Error(`the provider process ended before it could be spoken to: ${output.text}`);
  });
  try {
    for (;;) {
      const port = /^([0-9]+)\n/m.exec(output.text)?.[1];
      if (port !== undefined) return port;
      if (child.stdout === null) throw new Error("the process has no output");
      await Promise.race([once(child.stdout, "data", { signal: over.signal }), ended]);
    }
  } finally {
    ended.catch(() => undefined);
    over.abort();
  }
}
