import { type ApiError, saysGone } from "../core/errors.ts";
import type { Context } from "../core/lifecycle.ts";
import type { Step, Stop, WaitOut } from "../core/step.ts";
import { createConnection, deleteConnection, type Project, updateConnection } from "../services/huawei-eg.ts";
import { eventGridErrors } from "../services/huawei-eg-errors.ts";
import type { Connection } from "../services/huawei-eg-wire.ts";
import { bareId, type ConnectionInputs, findDifferences, pendingChange } from "./eg-connection-details.ts";

/** A connection and the project it was found in. */
export type Sight = Connection & { readonly projectId: string };

/** Nothing is there yet, or no longer. */
export function make(context: Context<ConnectionInputs>): Step {
  const { clouds, inputs, past, prior } = context;
  const id = ownId(context);
  if (id !== undefined) {
    const when = prior["id"] === undefined ? "was made, but is not there any more" : "is not there any more";
    const otherwise: Stop = {
      do: "stop",
      because: `EventGrid connection ${inputs.name} (${id}) ${when}. Run \`pulumi up --refresh\`: it is then made again.`,
    };
    return past.accepted("create")
      ? { do: "wait", why: "lag", waitingFor: "the connection to be shown", otherwise }
      : otherwise;
  }
  return {
    do: "write",
    name: "create",
    doing: `Creating EventGrid connection ${inputs.name}`,
    takesMs: 500,
    waitOut: (error) => notFoundYet(error, context),
    send: async (options) => clouds.huawei.call(createConnection, await projectOf(context), inputs, options),
  };
}

/** It is there: is it the right one, and ready? */
export function settle(sight: Sight, context: Context<ConnectionInputs>): Step {
  const { inputs, past } = context;
  const differences = ownId(context) === undefined ? findDifferences(inputs, sight) : [];
  if (differences.length > 0) {
    return {
      do: "stop",
      because: `There is a connection named ${inputs.name} in ${inputs.region} already (${sight.id}), and it is another one: ${differences.join("; ")}. Nothing was changed. Give another name, or the arguments of that connection to adopt it.`,
    };
  }
  switch (sight.status) {
    case "CREATED":
      return bringUpToDate(sight, context);
    case "CREATE_FAILED":
      // Waited for once, it is kept in state, and the next up replaces it.
      return past.engaged
        ? whyFailed(sight)
        : {
            do: "wait",
            why: "lag",
            waitingFor: "a second look at CREATE_FAILED",
            otherwise: whyFailed(sight),
          };
    case "CREATING":
      return { do: "wait", why: "transition", waitingFor: sight.status };
    default:
      return unknownStatus(sight);
  }
}

/** It is to go. */
export function remove(sight: Sight, context: Context<ConnectionInputs>): Step {
  const { clouds, past } = context;
  if (past.accepted("delete"))
    return { do: "wait", why: "accepted", waitingFor: "the connection to disappear" };
  if (sight.status === "CREATING") return { do: "wait", why: "transition", waitingFor: sight.status };
  const { id } = sight;
  return {
    do: "write",
    name: "delete",
    doing: `Deleting EventGrid connection ${sight.name}`,
    send: async (options) => clouds.huawei.call(deleteConnection, await projectOf(context), { id }, options),
  };
}

/** The id of the connection that this resource has; undefined while there is only a name to go by. */
export function ownId({ past, prior }: Context<ConnectionInputs>): string | undefined {
  const { id } = prior;
  return idIn(past.answer("create")) ?? (typeof id === "string" ? bareId(id) : undefined);
}

/** The id in what the cloud answered to a creation. */
export function idIn(answer: unknown): string | undefined {
  const has = typeof answer === "object" && answer !== null && "id" in answer;
  return has && typeof answer.id === "string" ? answer.id : undefined;
}

/** The project that is meant: given, else the one in the state, else looked up. */
export async function projectOf({
  clouds,
  inputs,
  prior,
  options,
}: Context<ConnectionInputs>): Promise<Project> {
  const { region } = inputs;
  const stored = prior["projectId"];
  const projectId = inputs.projectId ?? (typeof stored === "string" && stored !== "" ? stored : undefined);
  return { region, projectId: projectId ?? (await clouds.huawei.projectId(region, options)) };
}

/** What can be changed in place is made as wanted. */
function bringUpToDate(sight: Sight, context: Context<ConnectionInputs>): Step {
  const { clouds, past } = context;
  const change = pendingChange(sight, context);
  if (change === undefined) return { do: "finish" };
  if (past.accepted("update")) {
    // As the cloud answered, in its own words, it is done; a look may lag behind that.
    const answer = past.answer("update");
    const said =
      typeof answer === "object" && answer !== null && "description" in answer
        ? answer.description
        : undefined;
    return said === undefined || said === sight.description
      ? { do: "finish" }
      : { do: "wait", why: "accepted", waitingFor: "the change to be shown" };
  }
  return {
    do: "write",
    name: "update",
    doing: `Changing ${Object.keys(change).join(" and ")} of EventGrid connection ${sight.name}`,
    send: async (options) =>
      clouds.huawei.call(updateConnection, await projectOf(context), { id: sight.id, ...change }, options),
  };
}

/** What the arguments name may have been made a moment ago, while this resource is created. */
function notFoundYet(error: ApiError, { inputs, prior }: Context<ConnectionInputs>): WaitOut | undefined {
  if (prior["id"] !== undefined || !saysGone(error)) return undefined;
  return { why: "new", waitingFor: `${inputs.vpcId} and ${inputs.subnetId} to be found` };
}

/** A status that no page names. */
function unknownStatus({ name, id, status }: Sight): Step {
  const unknown = status === "" ? "an unknown status, which is empty" : `an unknown status ${status}`;
  const because = `EventGrid connection ${name} (${id}) has ${unknown}, of which this package does not know what to do. Look at it in the EventGrid console.`;
  return {
    do: "wait",
    why: "lag",
    waitingFor: `CREATED (now ${unknown})`,
    otherwise: { do: "stop", because },
  };
}

function whyFailed({ name, id, errorInfo, status }: Sight): Stop {
  const { errorCode = "", errorMsg = "", errorDetail = "" } = errorInfo ?? {};
  const fact = eventGridErrors.find(({ code }) => code === errorCode);
  const said = [errorCode, errorMsg, errorDetail].filter((part) => part !== "").join(": ");
  const because = [
    `EventGrid connection ${name} (${id}) is ${status}, the cloud could not create it: ${said || "it gives no reason"}.`,
    ...(fact ? [fact.means, fact.remedy] : []),
    "The next `pulumi up` deletes it and makes it anew.",
  ].join(" ");
  return { do: "stop", because };
}
