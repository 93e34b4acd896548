/** The id of the account that seeds mean when they name none. */
export const defaultAccountId = "1234567890123456";

/** The account that `cloud.env()` means; its id fits into a double. */
export const defaultAccount = {
  id: defaultAccountId,
  accessKeyId: "local-cloud-key-one",
  accessKeySecret: "local-cloud-secret-one",
};

/** The other account that is there after a reset; its id is above 2^53. */
export const otherAccount = {
  id: "253460731706911258",
  accessKeyId: "local-cloud-key-two",
  accessKeySecret: "local-cloud-secret-two",
};

/** A RAM user of the default account: an account's own key may assume no role. */
export const defaultUser = {
  id: "200000000000000001",
  account: defaultAccountId,
  name: "deployer",
  accessKeyId: "local-cloud-user-key-one",
  accessKeySecret: "local-cloud-user-secret-one",
};

/** The account of Huawei Cloud that `cloud.env()` means: its domain, its project of the region, its user. */
export const defaultHuawei = {
  domainId: "d0000000000000000000000000000001",
  domainName: "local-cloud-domain-one",
  projectId: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  region: "cn-north-4",
  userId: "e0000000000000000000000000000001",
  userName: "local-cloud-user-one",
  password: "local-cloud-password-one",
  accessKey: "LOCALCLOUDHUAWEIKEY1",
  secretKey: "local-cloud-huawei-secret-one",
};

/** The other account of Huawei Cloud that is there after a reset. */
export const otherHuawei: typeof defaultHuawei = {
  domainId: "d0000000000000000000000000000002",
  domainName: "local-cloud-domain-two",
  projectId: "1b2c3d4e5f60718293a4b5c6d7e8f90a",
  region: "cn-north-4",
  userId: "e0000000000000000000000000000002",
  userName: "local-cloud-user-two",
  password: "local-cloud-password-two",
  accessKey: "LOCALCLOUDHUAWEIKEY2",
  secretKey: "local-cloud-huawei-secret-two",
};
