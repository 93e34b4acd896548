// Usage: node download.cjs <version> <directory>. Downloads the official Pulumi CLI into <directory>/bin.
"use strict";

const { createRequire } = require("node:module");
const { PulumiCommand } = require("@pulumi/pulumi/automation");

const [version, root] = process.argv.slice(2);
/** @type {{ SemVer: new (version?: string) => NonNullable<import("@pulumi/pulumi/automation").PulumiCommandOptions["version"]> }} */
const { SemVer } = createRequire(require.resolve("@pulumi/pulumi/package.json"))("semver");

PulumiCommand.install({ version: new SemVer(version), root: root ?? "" }).catch(
  /** @param {Error} error */ (error) => {
    process.stderr.write(error.message);
    process.exitCode = 1;
  },
);
