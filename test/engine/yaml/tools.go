//go:build tools

// Package yaml names the programs, so that "go mod tidy" keeps everything they need in go.mod and go.sum.
package yaml

import (
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-converter-yaml"
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
)
