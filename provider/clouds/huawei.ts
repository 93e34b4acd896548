/** One Huawei Cloud account: signs and sends its calls, and reads the answers. */
export class Huawei {}
