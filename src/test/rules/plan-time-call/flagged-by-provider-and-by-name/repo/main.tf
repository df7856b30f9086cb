ephemeral "vault_generic_endpoint" "a" {
  path = "sys/policies/acl/ci"
}

ephemeral "aws_bedrockruntime_apply_guardrail" "a" {
}

data "google_vertex_ai_reasoning_engine_query" "a" {
}

data "google_network_management_connectivity_test_run" "a" {
}

data "azapi_data_plane_resource" "a" {
}

ephemeral "azapi_resource_action" "a" {
}

ephemeral "local_command" "a" {
}

data "acme_function_invocation" "a" {
}

data "acme_remote_exec" "a" {
}
