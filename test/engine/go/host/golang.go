package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	codegen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

type golang struct{}

func (golang) command(ctx context.Context, engine string, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	info := request.GetInfo()
	temporary, err := os.MkdirTemp("", "pulumi-go-")
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { os.RemoveAll(temporary) })
	binary := filepath.Join(temporary, "program")
	// Built and then started, since "go run" puts another process between this one and the program.
	if _, err := runIn(ctx, info.GetProgramDirectory(), "go", "build", "-o", binary, "."); err != nil {
		return nil, err
	}
	program := exec.CommandContext(ctx, binary, request.GetArgs()...)
	program.Env = append(os.Environ(),
		pulumi.EnvMonitor+"="+request.GetMonitorAddress(),
		pulumi.EnvEngine+"="+engine,
		pulumi.EnvProject+"="+request.GetProject(),
		pulumi.EnvStack+"="+request.GetStack(),
		pulumi.EnvOrganization+"="+request.GetOrganization(),
		pulumi.EnvPulumiRootDirectory+"="+info.GetRootDirectory(),
		fmt.Sprintf("%s=%d", pulumi.EnvParallel, request.GetParallel()),
		fmt.Sprintf("%s=%t", pulumi.EnvDryRun, request.GetDryRun()),
	)
	return program, nil
}

func (golang) manifests(ctx context.Context, info *pulumirpc.ProgramInfo) ([]string, error) {
	directories, err := runIn(ctx, info.GetProgramDirectory(),
		"go", "list", "-deps", "-f", "{{if not .Standard}}{{.Dir}}{{end}}", ".")
	if err != nil {
		return nil, err
	}
	var patterns []string
	for _, directory := range strings.Fields(directories) {
		patterns = append(patterns, filepath.Join(directory, "pulumi-plugin.json"))
	}
	return patterns, nil
}

func (golang) install(ctx context.Context, info *pulumirpc.ProgramInfo, stdout, stderr io.Writer) error {
	command := exec.CommandContext(ctx, "go", "mod", "tidy")
	command.Dir, command.Stdout, command.Stderr = info.GetProgramDirectory(), stdout, stderr
	return command.Run()
}

func (golang) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdk string) (string, error) {
	directory := info.GetProgramDirectory()
	// What is generated has its go.mod in the SDK's directory or in the one of the package.
	found, err := filepath.Glob(filepath.Join(directory, sdk, "*", "go.mod"))
	if err != nil {
		return "", err
	}
	location := filepath.Join(directory, sdk)
	if _, err := os.Stat(filepath.Join(location, "go.mod")); err != nil {
		if len(found) != 1 {
			return "", fmt.Errorf("there is no go.mod in %s", sdk)
		}
		location = filepath.Dir(found[0])
	}
	module, err := runIn(ctx, location, "go", "list", "-m")
	if err != nil {
		return "", err
	}
	module = strings.TrimSpace(module)
	relative, err := filepath.Rel(directory, location)
	if err != nil {
		return "", err
	}
	_, err = runIn(ctx, directory, "go", "mod", "edit",
		"-require="+module+"@v0.0.0", "-replace="+module+"=./"+filepath.ToSlash(relative))
	return fmt.Sprintf("import %q", module), err
}

func (golang) generatePackage(request packageRequest) (map[string][]byte, error) {
	return codegen.GeneratePackage("pulumi-language-go", request.pkg, request.GetLocalDependencies())
}

func (golang) generateProgram(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return codegen.GenerateProgram(program)
}

func (golang) generateProject(
	directory string, project workspace.Project, program *pcl.Program, dependencies map[string]string,
) error {
	return codegen.GenerateProject(directory, project, program, dependencies)
}
