import { expect, test } from "vitest";
import { interpretAlibaba } from "../../provider/alibaba/answers.ts";
import { grantInstance } from "../../provider/alibaba/ecr.ts";
import { ApiError, type Refusal } from "../../provider/http/errors.ts";

/** What is read out of an answer of Express Connect Router that came with HTTP 200. */
function refusalIn(body: object, status = 200): Refusal | undefined {
  const read = interpretAlibaba(grantInstance, { status, headers: {}, body: JSON.stringify(body) }, []);
  if ("value" in read) return undefined;
  if (read.error instanceof ApiError) return read.error.refusal;
  throw read.error;
}

const noise = {
  DynamicCode: "IllegalParamFormat.EcrId\n",
  DynamicMessage: "The param format of EcrId **** is illegal.\n",
  AccessDeniedDetail: "Authentication is failed for ****\n",
};
const failed = { RequestId: "r-1", Success: false, HttpStatusCode: 400 };

test("A success stays one, whatever stands beside it", () => {
  expect(
    refusalIn({ RequestId: "r-1", Success: true, Code: "200", Message: "OK", ...noise }),
  ).toBeUndefined();
});

test("What stands beside a failure that has no placeholder is none of it", () => {
  const lock = { Code: "Conflict.Lock", Message: "There are other unfinished operations." };
  const read = { code: lock.Code, text: lock.Message, status: 400, requestId: "r-1", denied: undefined };
  expect(refusalIn({ ...failed, ...lock, ...noise })).toMatchObject(read);
});

test("A failure inside HTTP 200 has the status that the envelope gives", () => {
  const gone = { Code: "ResourceNotFound.EcrId", Message: "EcrId not found.", HttpStatusCode: 404 };
  expect(refusalIn({ ...failed, ...gone })?.status).toBe(404);
  expect(refusalIn({ ...failed, ...gone, HttpStatusCode: undefined })?.status).toBe(200);
  expect(refusalIn({ ...failed, ...gone, HttpStatusCode: 200 }, 400)?.status).toBe(400);
});

test("A failure whose code is given only dynamically has that code", () => {
  for (const Code of ["200", undefined]) {
    expect(refusalIn({ ...failed, ...noise, Code, Message: undefined })).toMatchObject({
      code: "IllegalParamFormat.EcrId",
      text: "The param format of EcrId **** is illegal.",
    });
  }
});

test("A placeholder that nothing fills stays as it is", () => {
  const row = { Code: "MissingParam.%s", Message: "The param of %s is missing." };
  expect(refusalIn({ ...failed, ...row })).toMatchObject({ code: row.Code, text: row.Message });
});

test.each([
  ["a sentence, beside a denial", "Authentication is failed for 1", 403, "Authentication is failed for 1"],
  ["a sentence, beside anything else", "Authentication is failed for 1", 400, undefined],
  ["the missing action", { AuthAction: "vpc:X" }, 403, "vpc:X"],
  ["an object without the action", { PolicyType: "Y" }, 403, '{"PolicyType":"Y"}'],
  ["an empty object", {}, 403, undefined],
  ["null", null, 403, undefined],
])("AccessDeniedDetail may be %s", (_, AccessDeniedDetail, status, denied) => {
  const body = {
    ...failed,
    Code: "Forbidden.RAM",
    Message: "No.",
    HttpStatusCode: status,
    AccessDeniedDetail,
  };
  expect(refusalIn(body)?.denied).toBe(denied);
});
