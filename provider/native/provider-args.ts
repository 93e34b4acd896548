import type { Input } from "@pulumi/pulumi";
import type { ProviderArgs as Accounts } from "../program/provider-args.ts";

/** The accounts that an explicit provider works with, and what its previews do. */
export interface ProviderArgs extends Accounts {
  /**
   * Whether a preview reads the cloud where all arguments are known, and fails where the run would have to. Nothing is
   * written. Default: true.
   */
  readonly previewReads?: Input<boolean>;
  /**
   * Whether a preview also sends the calls that the cloud can try without doing them (`DryRun=true`): so far the grants
   * of EcrInstanceGrant. Default: false.
   */
  readonly dryRun?: Input<boolean>;
}
