import type { Clock } from "../../http/clock.ts";
import type { Transport } from "../../http/transport.ts";
import type { Lookup } from "../../settings/places.ts";
import type { Search } from "../../settings/profile-file.ts";
import type { SettingRow } from "../../settings/rows.ts";
import type { SetPlace, SetSetting } from "./set-places.ts";

// What is to be known of a cloud to examine it; one file for each cloud tells it.

/** One cloud, before its settings were read. */
export interface ExaminedCloud {
  /** `alicloud` */
  readonly namespace: string;
  readonly rows: Readonly<Record<string, SettingRow>>;
  /** Reads the settings; fails where they cannot be read. */
  read(): ReadCloud;
}

/** One cloud with its settings. */
export interface ReadCloud {
  /** Whether this setting was taken from this place. */
  isTaken(setting: SetSetting, place: SetPlace): boolean;
  /** Where the credential was named, in words; undefined: nowhere but, maybe, in the profile files. */
  readonly credential: string | undefined;
  /** Whether a profile, or a file of profiles, was named and counts. */
  readonly namesProfile: boolean;
  /** The role or agency that is assumed with the credential. */
  readonly assumes: string | undefined;
  /** What came of looking for the profile, where one is used; fails where one was named that cannot be. */
  profile(): Search<UsedProfile> | undefined;
  region(): string | undefined;
  /** What to do where there is none. */
  readonly noRegion: string;
  addresses(region: string | undefined): readonly Address[];
  /** The service that tells the account; a credential may have to be fetched from it, too. */
  readonly accountService: string;
  /** Whether nothing can be read without that service. */
  readonly needsAccountService: boolean;
  /** Whose credentials these are, in words. Fails where they are not accepted. */
  account(region: string): Promise<string>;
  /** One read of each API. */
  reads(region: string, ids: readonly string[]): readonly ApiRead[];
}

/** A profile of one of the vendor's files. */
export interface UsedProfile {
  /** `profile a in ~/.aliyun/config.json` */
  readonly from: string;
  readonly region: string | undefined;
  /** Names of the other profiles in that file. */
  readonly others: readonly string[];
}

/** A service, and the addresses that it may have; the first that answers counts. */
export interface Address {
  readonly service: string;
  readonly origins: readonly string[];
}

/** One read of an API. */
export interface ApiRead {
  readonly service: string;
  /** As in `Vpc.DescribeRouterInterfaces`. */
  readonly operation: string;
  /** The permission that it takes, as policies name it. */
  readonly permission: string;
  /** A thing of the user's own that is read; undefined: one that nobody has is asked for. */
  readonly id: string | undefined;
  run(): Promise<unknown>;
}

/** What an examination is made with. */
export interface Surroundings {
  readonly config: Lookup;
  readonly env: Lookup;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Things of the user's own, by their ids, to be read where a policy allows no others. */
  readonly ids: readonly string[];
}
