package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	codegen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

type python struct{}

// toolchainOf is pip, in the virtual environment that Pulumi.yaml names or, without one, that is there.
func toolchainOf(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	environment, _ := info.GetOptions().AsMap()["virtualenv"].(string)
	return toolchain.ResolveToolchain(toolchain.PythonOptions{
		Root: info.GetRootDirectory(), ProgramDir: info.GetProgramDirectory(),
		Virtualenv: environment, Toolchain: toolchain.Pip,
	})
}

func (python) command(ctx context.Context, engine string, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	info := request.GetInfo()
	tools, err := toolchainOf(info)
	if err != nil {
		return nil, err
	}
	if err := tools.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	arguments := []string{
		"-u", filepath.Join(filepath.Dir(self), "pulumi-language-python-exec"),
		"--monitor", request.GetMonitorAddress(),
		"--engine", engine,
		"--project", request.GetProject(),
		"--stack", request.GetStack(),
		"--organization", request.GetOrganization(),
		"--pwd", info.GetProgramDirectory(),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
		"--root_directory", info.GetRootDirectory(),
		"--dry_run", strconv.FormatBool(request.GetDryRun()),
		info.GetEntryPoint(),
	}
	return tools.Command(ctx, append(arguments, request.GetArgs()...)...)
}

func (python) manifests(ctx context.Context, info *pulumirpc.ProgramInfo) ([]string, error) {
	tools, err := toolchainOf(info)
	if err != nil {
		return nil, err
	}
	// Without dependencies there may be no virtual environment yet.
	if tools.ValidateVenv(ctx) != nil {
		return nil, nil
	}
	command, err := tools.Command(ctx, "-c", `import sys; print("\n".join(sys.path))`)
	if err != nil {
		return nil, err
	}
	paths, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("asking %s where packages are: %w", command.Path, err)
	}
	var patterns []string
	for _, path := range strings.Fields(string(paths)) {
		patterns = append(patterns, filepath.Join(path, "*", "pulumi-plugin.json"))
	}
	return patterns, nil
}

func (python) install(ctx context.Context, info *pulumirpc.ProgramInfo, stdout, stderr io.Writer) error {
	tools, err := toolchainOf(info)
	if err != nil {
		return err
	}
	return tools.InstallDependencies(ctx, info.GetProgramDirectory(), false, true, stdout, stderr)
}

func (python) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdk string) (string, error) {
	tools, err := toolchainOf(info)
	if err != nil {
		return "", err
	}
	project, err := toolchain.LoadPyproject(filepath.Join(info.GetProgramDirectory(), sdk))
	if err != nil {
		return "", err
	}
	if project.Project == nil || project.Project.Name == "" {
		return "", fmt.Errorf("%s/pyproject.toml names no package", sdk)
	}
	name := project.Project.Name
	return "import " + name, tools.LinkPackages(ctx, map[string]string{name: sdk})
}

func (python) generatePackage(request packageRequest) (map[string][]byte, error) {
	return codegen.GeneratePackage("pulumi-language-python", request.pkg, request.GetExtraFiles(), request.loader)
}

func (python) generateProgram(program *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return codegen.GenerateProgram(program)
}

func (python) generateProject(
	directory string, project workspace.Project, program *pcl.Program, dependencies map[string]string,
) error {
	return codegen.GenerateProject(directory, project, program, dependencies, "", "pip")
}
