//go:build tools

// Package engine names the Pulumi CLI, so that "go mod tidy" keeps everything it needs in go.mod and go.sum.
package engine

import (
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/common/version"
)
