import { Refusal } from "../frame/answer.ts";
import type { Operation } from "../huawei.ts";
import { type Connection, shown, visibleIn } from "./connections.ts";
import { codes, egErrors, guesses, samples } from "./errors.ts";
import { readList } from "./input.ts";
import { optionsOf } from "./options.ts";

/** ShowDetailOfConnection. */
export const showConnection: Operation = {
  method: "GET",
  path: "/v1/{project_id}/connections/{connection_id}",
  access: "project",
  action: "eg:connections:get",
  write: false,
  errors: egErrors,
  run({ world, project, path, view }) {
    const id = path("connection_id");
    const record = visibleIn(world, project.id, view).find((candidate) => candidate.id === id);
    if (record === undefined) throw new Refusal(samples.missing);
    return { status: 200, body: shown(record, optionsOf(world)) };
  },
};

/** ListConnections: filtered, sorted, paged by counting items. A filter by instance_id has no effect. */
export const listConnections: Operation = {
  method: "GET",
  path: "/v1/{project_id}/connections",
  access: "project",
  action: "eg:connections:list",
  write: false,
  errors: egErrors,
  run({ world, project, query, view }) {
    const { offset, limit, sort, name, fuzzy_name } = readList(Object.fromEntries(query));
    const options = optionsOf(world);
    if (offset > (options.maxOffset ?? Number.POSITIVE_INFINITY)) throw new Refusal(codes.parameters);
    const found = visibleIn(world, project.id, view)
      .filter((record) => name === undefined || record.name === name)
      .filter((record) => record.name.includes(fuzzy_name ?? ""));
    const past = offset > 0 && offset >= found.length;
    if (past && options.pastTheEnd === "refused") throw new Refusal(guesses.pastTheEnd);
    const items = sorted(found, sort).slice(offset, offset + limit);
    return {
      status: 200,
      body: { total: found.length, size: items.length, items: items.map((record) => shown(record, options)) },
    };
  },
};

function sorted(records: readonly Connection[], sort: string): Connection[] {
  const [field = "", direction] = sort.split(":");
  const key = (record: Connection): string =>
    field === "name" ? record.name : field === "updated_time" ? record.updatedTime : record.createdTime;
  // Times are to the second; of two in one second the later one counts as newer.
  const ascending = records.toSorted((one, other) =>
    key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0,
  );
  return direction === "DESC" ? ascending.reverse() : ascending;
}
