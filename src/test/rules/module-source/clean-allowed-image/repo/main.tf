module "net" {
  source = "oci://registry.acme.example/modules/net"
}
