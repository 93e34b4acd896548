import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { accounts, issue } from "./accounts.ts";
import { canonicalRequest, mustBeSigned, sha256, signatureOf } from "./acs3.ts";
import { authenticate, type RpcRequest } from "./alibaba-auth.ts";
import { Params } from "./alibaba-params.ts";
import { defaultAccount } from "./defaults.ts";
import type { Refusal } from "./frame/answer.ts";
import { World } from "./frame/world.ts";

const temporary = {
  accountId: defaultAccount.id,
  accessKeyId: "temporary-key",
  accessKeySecret: "temporary-secret",
  securityToken: "token/+=1",
  principal: {
    identityType: "AssumedRoleUser",
    arn: `acs:ram::${defaultAccount.id}:assumed-role/network/run`,
    principalId: "300:run",
    roleId: "300",
  },
} as const;

function worldWith(expiresInMs: number): World {
  const world = new World();
  world.clock.setMode("manual");
  accounts.of(world).put(accounts.schema.parse(defaultAccount));
  issue(world, { ...temporary, expiresAtMs: world.clock.nowMs() + expiresInMs });
  return world;
}

function signed(token: string | undefined): RpcRequest {
  const body = Buffer.alloc(0);
  const headers: Record<string, string> = {
    host: "sts.aliyuncs.com",
    "x-acs-content-sha256": sha256(body),
    "x-acs-date": `${new Date().toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": randomUUID(),
    ...(token !== undefined && { "x-acs-security-token": token }),
  };
  const names = mustBeSigned(headers);
  const none = { pairs: [], protocol: new Params([]) };
  const request = { method: "POST", path: "/", query: "", headers, body, ...none };
  const signature = signatureOf(temporary.accessKeySecret, canonicalRequest(request, names));
  headers["authorization"] =
    `ACS3-HMAC-SHA256 Credential=${temporary.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return request;
}

test("a temporary credential passes with its token, as who it stands for", () => {
  const caller = authenticate(worldWith(1000), signed(temporary.securityToken));
  expect(caller.account.id).toBe(defaultAccount.id);
  expect(caller.principal).toEqual(temporary.principal);
});

test.each([
  ["without its token", undefined, 0, "MissingSecurityToken"],
  ["with another token", "other", 0, "InvalidSecurityToken.MismatchWithAccessKey"],
  ["after its end, by the clock of the cloud", temporary.securityToken, 1000, "InvalidSecurityToken.Expired"],
])("a temporary credential %s is refused", (_how, token, afterMs, code) => {
  const world = worldWith(1000);
  world.advance(afterMs);
  expect(() => authenticate(world, signed(token))).toThrow(
    expect.objectContaining<Partial<Refusal>>({ code }),
  );
});
