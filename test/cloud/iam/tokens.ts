import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../frame/answer.ts";
import type { World } from "../frame/world.ts";
import type { Call, Operation, Reply } from "../huawei.ts";
import { tokenErrors as errors } from "./errors.ts";
import { optionsOf } from "./options.ts";
import {
  type Domain,
  domains,
  type IamUser,
  iamTokens,
  iamUsers,
  type Project,
  projects,
} from "./records.ts";

const text = z.string().min(1);
const nameOrId = z.union([z.strictObject({ id: text }), z.strictObject({ name: text })]);

// "Request parameters" of KeystoneCreateUserTokenByPassword.
const request = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.tuple([z.literal("password")]),
      password: z.object({
        user: z.union([
          z.strictObject({ name: text, password: text, domain: nameOrId }),
          z.strictObject({ id: text, password: text }),
        ]),
      }),
    }),
    scope: z
      .union([
        z.object({ project: z.union([z.object({ id: text }), z.object({ name: text })]) }),
        z.object({ domain: nameOrId }),
      ])
      .optional(),
  }),
});

type Credentials = z.output<typeof request>["auth"]["identity"]["password"]["user"];

/** KeystoneCreateUserTokenByPassword: the token is in a header of a 201. */
export const createToken: Operation = {
  method: "POST",
  path: "/v3/auth/tokens",
  access: "open",
  write: false,
  errors,
  run(call) {
    const { auth } = read(call);
    const { user, domain } = logIn(call.world, auth.identity.password.user);
    const scope = auth.scope !== undefined && "project" in auth.scope ? auth.scope.project : undefined;
    const project = scope === undefined ? undefined : findProject(call.world, domain, scope);
    return issueToken(call, { user, domain, project });
  },
};

function read(call: Call): z.output<typeof request> {
  const parsed = request.safeParse(call.json());
  if (!parsed.success) throw new Refusal(errors.body);
  return parsed.data;
}

function logIn(world: World, given: Credentials): { user: IamUser; domain: Domain } {
  const user = iamUsers
    .of(world)
    .list()
    .find((candidate) =>
      "id" in given
        ? candidate.id === given.id
        : candidate.name === given.name && is(domains.of(world).get(candidate.domainId), given.domain),
    );
  const domain = domains.of(world).get(user?.domainId ?? "");
  if (user === undefined || domain === undefined) throw new Refusal(errors.password);
  if (!user.enabled || user.password !== given.password) throw new Refusal(errors.password);
  return { user, domain };
}

function findProject(world: World, domain: Domain, wanted: { id: string } | { name: string }): Project {
  const project = projects
    .of(world)
    .list()
    .find((candidate) => candidate.domainId === domain.id && is(candidate, wanted));
  if (project !== undefined) return project;
  throw new Refusal(errors.project, { filler: "id" in wanted ? wanted.id : wanted.name });
}

function is(
  known: { readonly id: string; readonly name: string } | undefined,
  wanted: { id: string } | { name: string },
): boolean {
  return "id" in wanted ? known?.id === wanted.id : known?.name === wanted.name;
}

function issueToken(
  { world, query }: Call,
  who: { user: IamUser; domain: Domain; project: Project | undefined },
): Reply {
  const { user, domain, project } = who;
  const { tokenLength, tokenSeconds } = optionsOf(world);
  const nowMs = world.clock.nowMs();
  const token = {
    id: randomUUID(),
    token: randomBytes(tokenLength).toString("base64url").slice(0, tokenLength),
    userId: user.id,
    domainId: domain.id,
    ...(project !== undefined && { projectId: project.id }),
    expiresAtMs: nowMs + tokenSeconds * 1000,
  };
  iamTokens.of(world).put(token);
  const inDomain = { id: domain.id, name: domain.name };
  return {
    status: 201,
    headers: { "x-subject-token": token.token },
    body: {
      token: {
        methods: ["password"],
        issued_at: microseconds(nowMs),
        expires_at: microseconds(token.expiresAtMs),
        user: { id: user.id, name: user.name, password_expires_at: "", domain: inDomain },
        ...(project === undefined
          ? { domain: inDomain }
          : { project: { id: project.id, name: project.name, domain: inDomain } }),
        roles: [{ id: "0", name: "te_admin" }],
        // "Any non-empty string … will be interpreted as true": then there is no catalog.
        catalog: (query.get("nocatalog") ?? "") === "" ? catalog : [],
      },
    },
  };
}

const catalog = [{ id: "c0000000000000000000000000000001", name: "iam", type: "iam", endpoints: [] }];

/** As IAM writes a time: `2020-01-08T02:56:19.587000Z`. */
export function microseconds(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "000Z");
}
