variable "database" {
  default = "localhost"
}

provider "postgresql" {
  host = var.database
}
