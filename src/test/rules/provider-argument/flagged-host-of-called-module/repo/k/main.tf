variable "host" {
  default = ""
}

provider "kubernetes" {
  host = var.host
}
