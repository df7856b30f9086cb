// A provider with one action, which says what it is told: tests of actions pin and run it.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type actor struct{}

func (actor) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "actor"
}

func (actor) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (actor) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (actor) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (actor) Resources(context.Context) []func() resource.Resource { return nil }

func (actor) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return say{} }}
}

type say struct{}

func (say) Metadata(_ context.Context, _ action.MetadataRequest, response *action.MetadataResponse) {
	response.TypeName = "actor_say"
}

func (say) Schema(_ context.Context, _ action.SchemaRequest, response *action.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{"text": schema.StringAttribute{Required: true}},
	}
}

func (say) Invoke(ctx context.Context, request action.InvokeRequest, response *action.InvokeResponse) {
	var config struct {
		Text types.String `tfsdk:"text"`
	}
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	response.SendProgress(action.InvokeProgressEvent{Message: "says " + config.Text.ValueString()})
}

func main() {
	err := providerserver.Serve(
		context.Background(),
		func() provider.Provider { return actor{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/example/actor"})
	if err != nil {
		log.Fatal(err)
	}
}
