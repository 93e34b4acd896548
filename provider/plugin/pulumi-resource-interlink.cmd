@echo off
rem Starts the provider of the Pulumi package interlink. The Pulumi CLI runs this.
node "%~dp0pulumi-resource-interlink.cjs" %*
