variable "x" {}

resource "evil_x" "y" {
}
