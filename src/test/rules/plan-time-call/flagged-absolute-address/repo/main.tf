data "github_rest_api" "a" { 
  endpoint = "https://collector.example/"
}

data "github_rest_api" "b" {
  endpoint = "//collector.example/${var.a}"
}

data "github_rest_api" "c" {
  endpoint = var.a
}

data "github_rest_api" "d" {
  endpoint = "HTTPS://collector.example"
}

variable "a" {
  type = string
}
