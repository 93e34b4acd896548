import { AFTER_A_CHANGE } from "../http/credentials.ts";
import type { ErrorFact } from "../http/errors.ts";

/** What the API gateway answers in place of any service ("API Gateway error codes", Huawei Cloud help). */
export const gatewayErrors: readonly ErrorFact[] = [
  {
    code: "APIGW.0101",
    onError: "fail",
    means: "There is no such API at this address: the host, the region or the path is wrong.",
    remedy: "Check the region, whether the service is offered there, and any endpoint that is configured.",
  },
  {
    code: "APIGW.0106",
    onError: "fail",
    means: "The gateway does not accept a parameter of the request.",
    remedy: "Check the arguments that the message names.",
  },
  {
    code: "APIGW.0301",
    onError: "fail",
    means: "The access key, its signature, its security token or the IAM token was not accepted.",
    remedy: `Check that key, secret and security token belong together and have not expired, and that they are of this cloud. ${AFTER_A_CHANGE}`,
  },
  {
    code: "APIGW.0303",
    onError: "fail",
    means: "The request was not signed at the right time: this machine's clock is more than 15 minutes off.",
    remedy: "Set the clock; requests are signed with the time.",
  },
  {
    code: "APIGW.0307",
    onError: "fail",
    means: "The IAM token has expired or was withdrawn.",
    remedy: `Fetch a new token, or give a user and a password: then tokens are fetched and renewed by the provider. ${AFTER_A_CHANGE}`,
  },
  {
    code: "APIGW.0308",
    onError: "retry",
    means: "Too many requests in a second.",
    remedy: "The request is repeated by itself.",
  },
  {
    code: "APIGW.*",
    onError: "fail",
    means: "The API gateway refused the request before it reached the service.",
    remedy: "Check the region, the credentials and any endpoint that is configured.",
  },
];
