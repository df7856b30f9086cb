resource "evil_thing" "x" {}

module "m" {
  source = "../b"
}
