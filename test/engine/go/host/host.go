package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// A language is what the hosts differ in.
type language interface {
	// command is the program of a request, ready to be started.
	command(ctx context.Context, engine string, request *pulumirpc.RunRequest) (*exec.Cmd, error)
	// manifests are patterns of the files in which installed SDKs may name their plugin.
	manifests(ctx context.Context, info *pulumirpc.ProgramInfo) ([]string, error)
	// install gets what the program depends on.
	install(ctx context.Context, info *pulumirpc.ProgramInfo, stdout, stderr io.Writer) error
	// link makes the program depend on the SDK in a directory, and returns how the program imports it.
	link(ctx context.Context, info *pulumirpc.ProgramInfo, sdk string) (string, error)

	generatePackage(request packageRequest) (map[string][]byte, error)
	generateProgram(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
	generateProject(
		directory string, project workspace.Project, program *pcl.Program, dependencies map[string]string,
	) error
}

// A packageRequest is what an SDK is generated from.
type packageRequest struct {
	*pulumirpc.GeneratePackageRequest
	pkg    *schema.Package
	loader schema.ReferenceLoader
}

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	language
	engine string
	// Is done when the engine has ended.
	running context.Context
}

func (h *host) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	if request.GetEngineAddress() != "" {
		h.engine = request.GetEngineAddress()
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "0.0.0"}, nil
}

func (h *host) About(context.Context, *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	return &pulumirpc.AboutResponse{}, nil
}

func (h *host) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

func (h *host) GetProgramDependencies(
	context.Context, *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	return &pulumirpc.GetProgramDependenciesResponse{}, nil
}

func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// GetRequiredPackages names the plugins of the SDKs that are installed for the program.
func (h *host) GetRequiredPackages(
	ctx context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	patterns, err := h.manifests(ctx, request.GetInfo())
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GetRequiredPackagesResponse{}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			needed, err := neededBy(file)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", file, err)
			}
			if needed != nil {
				response.Packages = append(response.Packages, needed)
			}
		}
	}
	return response, nil
}

// neededBy is the plugin that a pulumi-plugin.json names, or a package.json under its key "pulumi".
func neededBy(file string) (*pulumirpc.PackageDependency, error) {
	type plugin struct {
		Resource bool   `json:"resource"`
		Name     string `json:"name"`
		Version  string `json:"version"`
		Server   string `json:"server"`
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var found plugin
	if filepath.Base(file) == "package.json" {
		var manifest struct {
			Pulumi plugin `json:"pulumi"`
		}
		err = json.Unmarshal(text, &manifest)
		found = manifest.Pulumi
	} else {
		err = json.Unmarshal(text, &found)
	}
	if err != nil || !found.Resource || found.Name == "" {
		return nil, err
	}
	return &pulumirpc.PackageDependency{
		Kind: "resource", Name: found.Name, Version: found.Version, Server: found.Server,
	}, nil
}

// Run runs a program to its end, which the engine's end and a call that is taken back bring about as well.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(h.running, end)()
	program, err := h.command(ctx, h.engine, request)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	config, err := asJSON(request.GetConfig(), "{}")
	if err != nil {
		return nil, err
	}
	secretKeys, err := asJSON(request.GetConfigSecretKeys(), "[]")
	if err != nil {
		return nil, err
	}
	if program.Env == nil {
		program.Env = os.Environ()
	}
	program.Env = append(program.Env,
		"PULUMI_CONFIG="+config, "PULUMI_CONFIG_SECRET_KEYS="+secretKeys)
	program.Dir = request.GetInfo().GetProgramDirectory()
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	err = program.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == constant.ExitStatusLoggedError:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended: %v", err)}, nil
	}
}

func (h *host) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(server, request.GetIsTerminal())
	if err != nil {
		return err
	}
	defer closer.Close()
	if err := h.install(server.Context(), request.GetInfo(), stdout, stderr); err != nil {
		return err
	}
	return closer.Close()
}

func (h *host) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	instructions := []string{"The program can now use:"}
	for _, dependency := range request.GetPackages() {
		line, err := h.link(ctx, request.GetInfo(), dependency.GetPath())
		if err != nil {
			return nil, err
		}
		instructions = append(instructions, "  "+line)
	}
	return &pulumirpc.LinkResponse{ImportInstructions: strings.Join(instructions, "\n")}, nil
}

// asJSON is a map or a list as JSON, also if there is none: "null" is neither to an SDK.
func asJSON(value any, empty string) (string, error) {
	text, err := json.Marshal(value)
	if string(text) == "null" {
		return empty, err
	}
	return string(text), err
}

// runIn runs a tool in a directory, and fails with all it said.
func runIn(ctx context.Context, directory, tool string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, tool, args...)
	command.Dir = directory
	said, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w:\n%s", tool, strings.Join(args, " "), err, said)
	}
	return string(said), nil
}
