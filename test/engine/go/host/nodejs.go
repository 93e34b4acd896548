package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	codegen "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

type nodejs struct{}

func (nodejs) command(ctx context.Context, engine string, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	info := request.GetInfo()
	options := info.GetOptions().AsMap()
	// The SDK that the program sees, and its own way to run a program.
	run, err := runIn(ctx, info.GetProgramDirectory(), "node", "-p", `require.resolve("@pulumi/pulumi/cmd/run")`)
	if err != nil {
		return nil, err
	}
	nodeArguments, _ := options["nodeargs"].(string)
	arguments := append(strings.Fields(nodeArguments),
		strings.TrimSpace(run),
		"--monitor="+request.GetMonitorAddress(),
		"--engine="+engine,
		"--project="+request.GetProject(),
		"--stack="+request.GetStack(),
		"--organization="+request.GetOrganization(),
		"--pwd="+info.GetProgramDirectory(),
		fmt.Sprintf("--parallel=%d", request.GetParallel()),
		"--root-directory="+info.GetRootDirectory(),
	)
	if request.GetDryRun() {
		arguments = append(arguments, "--dry-run")
	}
	arguments = append(append(arguments, info.GetEntryPoint()), request.GetArgs()...)
	program := exec.CommandContext(ctx, "node", arguments...)
	program.Env = os.Environ()
	if options["typescript"] != false {
		program.Env = append(program.Env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	return program, nil
}

func (nodejs) manifests(_ context.Context, info *pulumirpc.ProgramInfo) ([]string, error) {
	modules := filepath.Join(info.GetProgramDirectory(), "node_modules")
	return []string{
		filepath.Join(modules, "*", "package.json"),
		filepath.Join(modules, "@*", "*", "package.json"),
	}, nil
}

func (nodejs) install(ctx context.Context, info *pulumirpc.ProgramInfo, stdout, stderr io.Writer) error {
	_, err := npm.Install(ctx, npm.AutoPackageManager, info.GetProgramDirectory(), false, stdout, stderr)
	return err
}

func (nodejs) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdk string) (string, error) {
	directory := info.GetProgramDirectory()
	text, err := os.ReadFile(filepath.Join(directory, sdk, "package.json"))
	if err != nil {
		return "", err
	}
	var manifest struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return "", err
	}
	manager, err := npm.ResolvePackageManager(npm.AutoPackageManager, directory)
	if err != nil {
		return "", err
	}
	variable := filepath.Base(sdk)
	line := fmt.Sprintf("import * as %s from %q;", variable, manifest.Name)
	return line, manager.Link(ctx, directory, manifest.Name, sdk)
}

func (nodejs) generatePackage(request packageRequest) (map[string][]byte, error) {
	return codegen.GeneratePackage("pulumi-language-nodejs",
		request.pkg, request.GetExtraFiles(), request.GetLocalDependencies(), request.GetLocal(), request.loader)
}

func (nodejs) generateProgram(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return codegen.GenerateProgram(program)
}

func (nodejs) generateProject(
	directory string, project workspace.Project, program *pcl.Program, dependencies map[string]string,
) error {
	return codegen.GenerateProject(directory, project, program, dependencies, false, "nodejs")
}
