import type { ErrorFact } from "../http/errors.ts";

const GENERAL = "If nothing is wrong there, ask the vendor with the request id.";
const PERMISSION =
  "Grant the credentials the rights on EventGrid connections (the system policies EG FullAccess or EG CommonAccess have them) in this region's project, or use other credentials.";

const NOT_FOUND = {
  onError: "notFound",
  means: "EventGrid does not find what the request names.",
  remedy:
    "For a new connection, check vpcId and subnetId (the subnet's network id), region and projectId. One that was deleted is made again by `pulumi up --refresh`.",
} as const;

/** What HTTP 404 means in any of EventGrid's codes; which it uses for a connection is not documented. */
export const eventGridNotFound: ErrorFact = { code: "EG.*", ...NOT_FOUND };

/**
 * What EventGrid's codes mean for a connection ("Error Codes", and the error samples of every page: Huawei Cloud help,
 * EventGrid API reference).
 */
export const eventGridErrors: readonly ErrorFact[] = [
  {
    code: "EG.00014000",
    onError: "fail",
    means: "EventGrid does not accept the request.",
    remedy: `Check name, vpcId, subnetId (the subnet's network id, not its Neutron subnet id) and the details. ${GENERAL}`,
  },
  {
    code: "EG.00014010",
    onError: "fail",
    means: "The token was not accepted.",
    remedy: "Check that it is of this cloud, scoped to this project, and has not expired.",
  },
  {
    code: "EG.00014030",
    onError: "fail",
    means: "The credentials may not call this operation.",
    remedy: PERMISSION,
  },
  { code: "EG.00014040", ...NOT_FOUND },
  {
    code: "EG.00015000",
    onError: "retry",
    means: "EventGrid is not well.",
    remedy: "Run `pulumi up` again after a while.",
  },
  {
    code: "EG.00513000",
    onError: "fail",
    means: "EventGrid does not accept an argument.",
    remedy: `Check name, vpcId, subnetId (the subnet's network id, not its Neutron subnet id) and the details. ${GENERAL}`,
  },
  {
    code: "EG.00513001",
    onError: "recheck",
    means:
      "The name is taken: it is unique in the tenant, and the list of this project does not show the connection that has it.",
    remedy:
      "Give another name, or find that connection (another project, or a deletion still under way) and remove it.",
  },
  {
    code: "EG.00513002",
    onError: "retry",
    means: "A subscription that uses this is starting and cannot be changed.",
    remedy:
      "It clears once the subscription has started; if it does not, look at it in the EventGrid console.",
  },
  {
    code: "EG.00513003",
    onError: "fail",
    means: "The address is not valid.",
    remedy: "Check addr in kafkaDetail or rocketmqDetail: host:port, several with commas between.",
  },
  {
    code: "EG.00513004",
    onError: "fail",
    means: "A subscription's filter is not valid.",
    remedy: "Correct the subscription that uses this connection.",
  },
  {
    code: "EG.00513005",
    onError: "fail",
    means: "An event channel is not valid.",
    remedy: "Correct the subscription that uses this connection.",
  },
  {
    code: "EG.00513006",
    onError: "fail",
    means: "The VPC already has a private endpoint of EventGrid.",
    remedy: "Remove that endpoint, or use another VPC.",
  },
  {
    code: "EGS.005160*",
    onError: "fail",
    means: "The certificate for the target cannot be used.",
    remedy: "Check the Kafka instance's SASL_SSL certificate, and the bucket and archive that hold it.",
  },
  {
    code: "EG.00512000",
    onError: "fail",
    means: "The credentials may not do this.",
    remedy: PERMISSION,
  },
  {
    code: "EG.00512001",
    onError: "fail",
    means: "The account is frozen.",
    remedy: "Settle the account's bills, or ask the vendor why it is frozen.",
  },
  {
    code: "EG.00512002",
    onError: "fail",
    means:
      "The first connection of an account needs the IAM agency EG_DELEGATE_FG_AGENCY, and these credentials may not create or use agencies.",
    remedy:
      "Have an administrator open Connections in the EventGrid console once and consent to the agency, or grant the rights to list, create and grant agencies.",
  },
  {
    code: "EG.00512003",
    onError: "fail",
    means:
      "The IAM agency EG_DELEGATE_FG_AGENCY is missing: it lets the cloud put a port of the connection into the subnet.",
    remedy:
      'Create it once for the account: open Connections in the EventGrid console and consent, or call POST /v1/{project_id}/service-agencies with {"type": "TARGET_CONNECTION"}. Then run `pulumi up` again.',
  },
  {
    code: "EG.00514003",
    onError: "fail",
    means: "The quota of connections is used up.",
    remedy:
      "Delete connections that are not needed, or ask for a higher quota (GET /v1/{project_id}/quotas).",
  },
  {
    code: "EG.00514004",
    onError: "fail",
    means: "This may not be changed or deleted: it is built in, or something uses it.",
    remedy: "Remove the subscriptions that use the connection first.",
  },
];
