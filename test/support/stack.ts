import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Result, type Running, startCommand, succeeded } from "../engine/command.ts";
import { type Deployment, parseDeployment, type ResourceState } from "../engine/deployment.ts";
import { CONFIG_FILE, copyEmptyStack } from "../engine/empty-stack.ts";
import type { Engine } from "../engine/engine.ts";
import { environment, makeSurroundings, STACK_NAME } from "../engine/environment.ts";
import { engineFor } from "../engine/languages.ts";
import {
  type Program,
  type Project,
  projectName,
  type Settings,
  writeFiles,
  writeProject,
} from "./project.ts";

export type { ConfigValue, Project } from "./project.ts";

const REPOSITORY = join(__dirname, "..", "..");

/** How one command is run. */
export interface RunOptions {
  /** For `up`, `refresh` and `destroy`: goes ahead at once. Default: previews first, as a user's command does. */
  readonly skipPreview?: boolean;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Variables for this command only. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a project in a temporary directory, and a stack of it. It sees this repository's packages, and no others. */
export async function createStack(engine: Engine, project: Project): Promise<Stack> {
  const temporary = newTemporary();
  const directory = join(temporary, "project");
  const env = { ...(await writeProject(directory, project)), ...project.env };
  return new Stack(engine, { temporary, directory, ownsDirectory: true }).initialise({ ...project, env });
}

/** Makes a stack of a project that exists, and leaves nothing behind in the project's directory. */
export function openStack(engine: Engine, directory: string, settings: Settings = {}): Promise<Stack> {
  const place = { temporary: newTemporary(), directory: realpathSync(directory), ownsDirectory: false };
  return new Stack(engine, place).initialise(settings);
}

interface Place {
  readonly temporary: string;
  readonly directory: string;
  readonly ownsDirectory: boolean;
}

/** A stack on a file backend of its own, driven by the real CLI. */
export class Stack {
  /** The project's directory. */
  readonly directory: string;
  /** Variables for every command from now on. */
  readonly env: Record<string, string> = {};
  #engine: Engine;
  readonly #place: Place;
  readonly #projectName: string;
  readonly #running = new Set<Running>();

  constructor(engine: Engine, place: Place) {
    this.#engine = engine;
    this.#place = place;
    this.directory = place.directory;
    this.#projectName = projectName(place.directory);
  }

  /** `pulumi up`. */
  up(options?: RunOptions): Promise<Result> {
    return this.run(["up"], options);
  }

  /** `pulumi preview`. */
  preview(options?: RunOptions): Promise<Result> {
    return this.run(["preview"], options);
  }

  /** `pulumi refresh`. */
  refresh(options?: RunOptions): Promise<Result> {
    return this.run(["refresh"], options);
  }

  /** `pulumi destroy`. */
  destroy(options?: RunOptions): Promise<Result> {
    return this.run(["destroy"], options);
  }

  /** Takes away the lock that a killed CLI left (`pulumi cancel`). */
  unlock(): Promise<Result> {
    return this.run(["cancel"]);
  }

  /** Any command, on this stack and without questions. A failure is a result too. */
  run(args: readonly string[], options?: RunOptions): Promise<Result> {
    return this.start(args, options).result;
  }

  /** Starts a command that the test means to watch, to interrupt or to kill. */
  start(args: readonly string[], options: RunOptions = {}): Running {
    const running = startCommand(this.#engine.pulumi, this.#arguments(args, options), {
      cwd: this.directory,
      env: { ...environment(this.#engine, this.#place.temporary), ...this.env, ...options.env },
    });
    this.#running.add(running);
    const forget = (): boolean => this.#running.delete(running);
    running.result.then(forget, forget);
    return running;
  }

  /** The file that holds the stack's configuration. */
  get configFile(): string {
    return join(this.#place.temporary, CONFIG_FILE);
  }

  /** Runs a script of this repository as a user would in the project's directory, with what the CLI has around it. */
  tool(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = this.env,
  ): Promise<Result> {
    return startCommand(process.execPath, [join(REPOSITORY, file), ...args], {
      cwd: this.directory,
      env: { ...environment(this.#engine, this.#place.temporary), ...env },
    }).result;
  }

  /** Changes the program. */
  write(files: Readonly<Record<string, string>>): void {
    this.#requireOwn();
    writeFiles(this.directory, files);
  }

  /** Puts another program in the place of this one, as for a stack that moves to another language. */
  async rewrite(program: Program): Promise<void> {
    this.#requireOwn();
    this.#engine = await engineFor(program.language ?? "nodejs");
    rmSync(this.directory, { recursive: true });
    Object.assign(this.env, await writeProject(this.directory, program));
  }

  /** Sets values of the stack configuration. */
  async setConfig(config: NonNullable<Settings["config"]>): Promise<void> {
    const values = Object.entries(config).flatMap(([key, value]) =>
      typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.secret}`],
    );
    if (values.length > 0) succeeded(await this.run(["config", "set-all", "--path", ...values]));
  }

  /** The state, as `pulumi stack export` gives it, but read from the backend's file: that takes no process. */
  async export(): Promise<Deployment> {
    const stacks = join(this.#place.temporary, "state", ".pulumi", "stacks");
    return parseDeployment(readFileSync(join(stacks, this.#projectName, `${STACK_NAME}.json`), "utf8"));
  }

  /** The resource whose type or URN holds this text: the first one that is not waiting for its deletion. */
  async resource(part: string): Promise<ResourceState | undefined> {
    const { resources } = await this.export();
    return resources.find((resource) => resource.urn.includes(part) && resource.delete !== true);
  }

  /** The stack's outputs, decrypted. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = succeeded(await this.run(["stack", "output", "--json", "--show-secrets"]));
    return JSON.parse(stdout);
  }

  /** Ends what is still running and deletes all files. What the stack made in a cloud stays. */
  async remove(): Promise<void> {
    const ended = [...this.#running].map((running) => {
      running.kill();
      return running.result;
    });
    await Promise.allSettled(ended);
    await rm(this.#place.temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Gives the stack its empty state and its settings. */
  async initialise({ config = {}, env = {} }: Settings): Promise<this> {
    makeSurroundings(this.#place.temporary);
    await copyEmptyStack(this.#engine, this.#projectName, this.#place.temporary);
    Object.assign(this.env, env);
    await this.setConfig(config);
    return this;
  }

  #requireOwn(): void {
    if (!this.#place.ownsDirectory) throw new Error(`${this.directory} is not this test's own`);
  }

  #arguments(args: readonly string[], { skipPreview = false, args: further = [] }: RunOptions): string[] {
    const [command = ""] = args;
    const deploys = ["up", "refresh", "destroy"].includes(command);
    return [
      ...args,
      ...further,
      ...(deploys ? ["--yes"] : []),
      ...(deploys && skipPreview ? ["--skip-preview"] : []),
      ...(deploys || command === "preview" ? ["--suppress-progress"] : []),
      ...(deploys || ["preview", "config", "import"].includes(command)
        ? ["--config-file", this.configFile]
        : []),
      ...["--non-interactive", "--color", "never"],
    ];
  }
}

function newTemporary(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
}
