import { type ApiError, isNotFound } from "../http/errors.ts";
import type { Huawei } from "../huawei/client.ts";
import { createConnection, deleteConnection, type Project, updateConnection } from "../huawei/eg.ts";
import { eventGridErrors } from "../huawei/eg-errors.ts";
import type { Context, Named } from "../lifecycle/definition.ts";
import type { Fail, Step, WaitOut } from "../lifecycle/step.ts";
import {
  bareId,
  type ConnectionInputs,
  type FoundConnection,
  pendingChange,
} from "./eg-connection-details.ts";

/** What its steps get to work with. */
type ConnectionContext = Context<Huawei, ConnectionInputs>;
/** The same, where only the region is known for certain. */
type NamedContext = Context<Huawei, Named<ConnectionInputs, "region">>;

/** What to do next so that the connection is there, as wanted and ready. */
export function planApply(found: FoundConnection | undefined, context: ConnectionContext): Step {
  return found === undefined ? planCreate(context) : planSettle(found, context);
}

/** Nothing is there yet, or no longer. */
function planCreate(context: ConnectionContext): Step {
  const { client, inputs, history, prior } = context;
  const id = ownId(context);
  if (id !== undefined) {
    const when = prior["id"] === undefined ? "was made, but is not there any more" : "is not there any more";
    const otherwise: Fail = {
      do: "fail",
      because: `EventGrid connection ${inputs.name} (${id}) ${when}. Run \`pulumi up --refresh\`: it is then made again.`,
    };
    return history.acknowledged("create")
      ? { do: "wait", why: "lag", waitingFor: "the connection to be shown", otherwise }
      : otherwise;
  }
  return {
    do: "write",
    name: "create",
    doing: `Creating EventGrid connection ${inputs.name}`,
    takesMs: 500,
    waitOut: (error) => notFoundYet(error, context),
    send: async (options) => client.call(createConnection, await projectOf(context), inputs, options),
  };
}

/** It is there: is it ready? */
function planSettle(found: FoundConnection, context: ConnectionContext): Step {
  const { history } = context;
  switch (found.status) {
    case "CREATED":
      return bringUpToDate(found, context);
    case "CREATE_FAILED":
      // Waited for once, it is kept in state, and the next up replaces it.
      return history.mayHaveSideEffects
        ? whyFailed(found)
        : {
            do: "wait",
            why: "lag",
            waitingFor: "a second read of CREATE_FAILED",
            otherwise: whyFailed(found),
          };
    case "CREATING":
      return { do: "wait", why: "transition", waitingFor: found.status };
    default:
      return unknownStatus(found);
  }
}

/** It is to go. */
export function planDelete(found: FoundConnection, context: ConnectionContext): Step {
  const { client, history } = context;
  if (history.acknowledged("delete"))
    return { do: "wait", why: "acknowledged", waitingFor: "the connection to disappear" };
  if (found.status === "CREATING") return { do: "wait", why: "transition", waitingFor: found.status };
  const { id } = found;
  return {
    do: "write",
    name: "delete",
    doing: `Deleting EventGrid connection ${found.name}`,
    send: async (options) => client.call(deleteConnection, await projectOf(context), { id }, options),
  };
}

/** The id of the connection that this resource has; undefined while there is only a name to go by. */
export function ownId({ history, prior }: NamedContext): string | undefined {
  const { id } = prior;
  return idIn(history.answer("create")) ?? (typeof id === "string" ? bareId(id) : undefined);
}

/** The id in what the cloud answered to a creation. */
export function idIn(answer: unknown): string | undefined {
  const has = typeof answer === "object" && answer !== null && "id" in answer;
  return has && typeof answer.id === "string" ? answer.id : undefined;
}

/** The project that is meant: given, else the one in the state, else looked up. */
export async function projectOf({ client, inputs, prior, options }: NamedContext): Promise<Project> {
  const { region } = inputs;
  const stored = prior["projectId"];
  const projectId = inputs.projectId ?? (typeof stored === "string" && stored !== "" ? stored : undefined);
  return { region, projectId: projectId ?? (await client.projectId(region, options)) };
}

/** What can be changed in place is made as wanted. */
function bringUpToDate(found: FoundConnection, context: ConnectionContext): Step {
  const { client, history } = context;
  const change = pendingChange(found, context);
  if (change === undefined) return { do: "done" };
  if (history.acknowledged("update")) {
    // As the cloud answered, in its own words, it is done; a read may lag behind that.
    const answer = history.answer("update");
    const said =
      typeof answer === "object" && answer !== null && "description" in answer
        ? answer.description
        : undefined;
    return said === undefined || said === found.description
      ? { do: "done" }
      : { do: "wait", why: "acknowledged", waitingFor: "the change to be shown" };
  }
  return {
    do: "write",
    name: "update",
    doing: `Changing ${Object.keys(change).join(" and ")} of EventGrid connection ${found.name}`,
    send: async (options) =>
      client.call(updateConnection, await projectOf(context), { id: found.id, ...change }, options),
  };
}

/** What the arguments name may have been made a moment ago, while this resource is created. */
function notFoundYet(error: ApiError, { inputs, prior }: ConnectionContext): WaitOut | undefined {
  if (prior["id"] !== undefined || !isNotFound(error)) return undefined;
  return { why: "new", waitingFor: `${inputs.vpcId} and ${inputs.subnetId} to be found` };
}

/** A status that no page names. */
function unknownStatus({ name, id, status }: FoundConnection): Step {
  const unknown = status === "" ? "an unknown status, which is empty" : `an unknown status ${status}`;
  const because = `EventGrid connection ${name} (${id}) has ${unknown}, of which this package does not know what to do. Look at it in the EventGrid console.`;
  return {
    do: "wait",
    why: "lag",
    waitingFor: `CREATED (now ${unknown})`,
    otherwise: { do: "fail", because },
  };
}

function whyFailed({ name, id, errorInfo, status }: FoundConnection): Fail {
  const { errorCode = "", errorMsg = "", errorDetail = "" } = errorInfo ?? {};
  const fact = eventGridErrors.find(({ code }) => code === errorCode);
  const said = [errorCode, errorMsg, errorDetail].filter((part) => part !== "").join(": ");
  const because = [
    `EventGrid connection ${name} (${id}) is ${status}, the cloud could not create it: ${said || "it gives no reason"}.`,
    ...(fact ? [fact.means, fact.remedy] : []),
    "The next `pulumi up` deletes it and makes it anew.",
  ].join(" ");
  return { do: "fail", because };
}
