variable "name" {
  default = "other/net"
}

module "elsewhere" {
  source = "oci://evil.example/modules/net"
}

module "computed" {
  source = "oci://registry.acme.example/${var.name}"
}

module "upper_case" {
  source = "OCI://evil.example/net"
}

module "by_name" {
  source = "oci::evil.example/net"
}
