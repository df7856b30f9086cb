// A provider of the names of google's resources and arguments, and of nothing else: for "terraform validate".
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed google-schema.json
var facts []byte

type names struct {
	tfprotov5.ProviderServer
	r map[string]*tfprotov5.Schema
}

func block(m map[string]any) *tfprotov5.SchemaBlock {
	b := &tfprotov5.SchemaBlock{}
	for k, v := range m {
		if k == "_" {
			continue
		}
		switch x := v.(type) {
		case map[string]any:
			n := &tfprotov5.SchemaNestedBlock{TypeName: k, Block: block(x), Nesting: tfprotov5.SchemaNestedBlockNestingModeList}
			if x["_"] == "required" {
				n.MinItems = 1
			}
			b.BlockTypes = append(b.BlockTypes, n)
		case string:
			if strings.HasSuffix(x, " block") {
				b.BlockTypes = append(b.BlockTypes, &tfprotov5.SchemaNestedBlock{TypeName: k, Block: &tfprotov5.SchemaBlock{}, Nesting: tfprotov5.SchemaNestedBlockNestingModeList})
				continue
			}
			b.Attributes = append(b.Attributes, &tfprotov5.SchemaAttribute{Name: k, Type: tftypes.DynamicPseudoType, Required: x == "required", Optional: x == "optional", Computed: x == "computed"})
		}
	}
	if _, ok := m["id"]; !ok && m["_"] == nil {
		b.Attributes = append(b.Attributes, &tfprotov5.SchemaAttribute{Name: "id", Type: tftypes.String, Optional: true, Computed: true})
	}
	return b
}
func (p names) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	r := &tfprotov5.GetMetadataResponse{}
	for k := range p.r {
		r.Resources = append(r.Resources, tfprotov5.ResourceMetadata{TypeName: k})
	}
	return r, nil
}
func (p names) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	s := func(n string) *tfprotov5.SchemaAttribute {
		return &tfprotov5.SchemaAttribute{Name: n, Type: tftypes.String, Optional: true}
	}
	return &tfprotov5.GetProviderSchemaResponse{Provider: &tfprotov5.Schema{Block: &tfprotov5.SchemaBlock{Attributes: []*tfprotov5.SchemaAttribute{s("project"), s("region")}}}, ResourceSchemas: p.r}, nil
}
func (p names) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}
func (p names) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}
func (p names) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}
func main() {
	var m map[string]any
	if err := json.Unmarshal(facts, &m); err != nil {
		panic(err)
	}
	p := names{r: map[string]*tfprotov5.Schema{}}
	for k, v := range m {
		if x, ok := v.(map[string]any); ok {
			p.r[k] = &tfprotov5.Schema{Block: block(x)}
		}
	}
	tf5server.Serve("registry.terraform.io/hashicorp/google", func() tfprotov5.ProviderServer { return p })
}
