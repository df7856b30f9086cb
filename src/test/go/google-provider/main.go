// A stand-in for the google provider, only for tests: it offers google_project, speaks Terraform's
// plugin protocol and creates nothing. A project whose id begins with "fail-" can't be created, one
// whose id begins with "bill-" is there when its creation fails, one whose name is "slow" takes five
// seconds.
package main

import (
	"context"
	"log"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var project = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"id": tftypes.String, "name": tftypes.String, "project_id": tftypes.String,
}}

type provider struct {
	tfprotov6.ProviderServer
}

func (provider) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return &tfprotov6.GetMetadataResponse{Resources: []tfprotov6.ResourceMetadata{{TypeName: "google_project"}}}, nil
}

func (provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}},
		ResourceSchemas: map[string]*tfprotov6.Schema{"google_project": {Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "id", Type: tftypes.String, Computed: true},
				{Name: "name", Type: tftypes.String, Optional: true},
				{Name: "project_id", Type: tftypes.String, Required: true},
			},
		}}},
	}, nil
}

func (provider) ValidateProviderConfig(_ context.Context, r *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (provider) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (provider) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (provider) UpgradeResourceState(_ context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	value, err := r.RawState.Unmarshal(project)
	if err != nil {
		return nil, err
	}
	state, err := tfprotov6.NewDynamicValue(project, value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &state}, err
}

func (provider) ReadResource(_ context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: r.CurrentState}, nil
}

func (provider) PlanResourceChange(_ context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	attributes, err := attributes(r.ProposedNewState)
	if err != nil || attributes == nil {
		return &tfprotov6.PlanResourceChangeResponse{PlannedState: r.ProposedNewState}, err
	}
	if attributes["id"].IsNull() {
		attributes["id"] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	}
	state, err := tfprotov6.NewDynamicValue(project, tftypes.NewValue(project, attributes))
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: &state}, err
}

func (provider) ApplyResourceChange(_ context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	attributes, err := attributes(r.PlannedState)
	if err != nil || attributes == nil {
		return &tfprotov6.ApplyResourceChangeResponse{NewState: r.PlannedState}, err
	}
	var id, name string
	if err := attributes["project_id"].As(&id); err != nil {
		return nil, err
	}
	if !attributes["name"].IsNull() {
		if err := attributes["name"].As(&name); err != nil {
			return nil, err
		}
	}
	if name == "slow" {
		time.Sleep(5 * time.Second)
	}
	if strings.HasPrefix(id, "fail-") {
		return &tfprotov6.ApplyResourceChangeResponse{NewState: r.PriorState, Diagnostics: []*tfprotov6.Diagnostic{{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: "the project can't be created", Detail: "as the test wants it",
		}}}, nil
	}
	attributes["id"] = tftypes.NewValue(tftypes.String, "projects/"+id)
	state, err := tfprotov6.NewDynamicValue(project, tftypes.NewValue(project, attributes))
	response := &tfprotov6.ApplyResourceChangeResponse{NewState: &state}
	if strings.HasPrefix(id, "bill-") {
		response.Diagnostics = []*tfprotov6.Diagnostic{{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: "billing not allowed", Detail: "as the test wants it",
		}}
	}
	return response, err
}

func attributes(state *tfprotov6.DynamicValue) (map[string]tftypes.Value, error) {
	value, err := state.Unmarshal(project)
	if err != nil || value.IsNull() {
		return nil, err
	}
	attributes := map[string]tftypes.Value{}
	return attributes, value.As(&attributes)
}

func main() {
	if err := tf6server.Serve("registry.terraform.io/hashicorp/google", func() tfprotov6.ProviderServer { return provider{} }); err != nil {
		log.Fatal(err)
	}
}
