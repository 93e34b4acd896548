package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	hclsyntax "github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// GeneratePackage writes an SDK.
func (h *host) GeneratePackage(
	_ context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	loader, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	cached := schema.NewCachedLoader(loader)
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(request.GetSchema()), &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, cached, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GeneratePackageResponse{Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(diagnostics)}
	if diagnostics.HasErrors() {
		return response, nil
	}
	files, err := h.generatePackage(packageRequest{GeneratePackageRequest: request, pkg: pkg, loader: cached})
	if err != nil {
		return nil, err
	}
	for name, content := range files {
		path := filepath.Join(request.GetDirectory(), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// GenerateProgram gives the text of a program, as "pulumi import" shows it.
func (h *host) GenerateProgram(
	_ context.Context, request *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	loader, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	parser := hclsyntax.NewParser()
	for path, text := range request.GetSource() {
		if err := parser.ParseFile(strings.NewReader(text), path); err != nil {
			return nil, err
		}
	}
	diagnostics := parser.Diagnostics
	answer := func(files map[string][]byte) *pulumirpc.GenerateProgramResponse {
		return &pulumirpc.GenerateProgramResponse{
			Source: files, Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(diagnostics),
		}
	}
	if diagnostics.HasErrors() {
		return answer(nil), nil
	}
	program, found, err := pcl.BindProgram(parser.Files, schema.NewCachedLoader(loader), bindOptions(request.GetStrict())...)
	diagnostics = append(diagnostics, found...)
	if found.HasErrors() {
		return answer(nil), nil
	}
	if err != nil {
		return nil, err
	}
	files, found, err := h.generateProgram(program)
	diagnostics = append(diagnostics, found...)
	if err != nil {
		return nil, err
	}
	return answer(files), nil
}

// GenerateProject writes a whole project, as "pulumi convert" does.
func (h *host) GenerateProject(
	_ context.Context, request *pulumirpc.GenerateProjectRequest,
) (*pulumirpc.GenerateProjectResponse, error) {
	loader, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	var diagnostics hcl.Diagnostics
	program, diagnostics, err := pcl.BindDirectory(
		request.GetSourceDirectory(), schema.NewCachedLoader(loader), bindOptions(request.GetStrict())...)
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GenerateProjectResponse{Diagnostics: plugin.HclDiagnosticsToRPCDiagnostics(diagnostics)}
	if diagnostics.HasErrors() {
		return response, nil
	}
	var project workspace.Project
	if err := json.Unmarshal([]byte(request.GetProject()), &project); err != nil {
		return nil, err
	}
	return response, h.generateProject(request.GetTargetDirectory(), project, program, request.GetLocalDependencies())
}

func bindOptions(strict bool) []pcl.BindOption {
	if strict {
		return nil
	}
	return pcl.NonStrictBindOptions()
}
