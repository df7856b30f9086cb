locals {
  e = "exec"
  k = { exec = { command = "sh" } }
  m = { a = { exec = { command = "sh" } } }
}

variable "k" {
}

module "k" {
  source = "./k"
}

provider "helm" {
  alias      = "reference"
  kubernetes = local.k
}

provider "helm" {
  alias      = "merged"
  kubernetes = merge(local.k, {})
}

provider "helm" {
  alias      = "decoded"
  kubernetes = jsondecode("{\"exec\":{\"command\":\"sh\"}}")
}

provider "helm" {
  alias      = "looped"
  kubernetes = { for k in ["exec"] : k => { command = "sh" } }
}

provider "helm" {
  alias      = "zipped"
  kubernetes = zipmap(["exec"], [{ command = "sh" }])
}

provider "helm" {
  alias      = "keyed"
  kubernetes = { (local.e) = { command = "sh" } }
}

provider "helm" {
  alias      = "nested"
  kubernetes = local.m.a
}

provider "helm" {
  alias      = "chosen"
  kubernetes = true ? local.m.a : null
}

provider "helm" {
  alias      = "of_module"
  kubernetes = module.k.k
}

provider "helm" {
  alias      = "variable"
  kubernetes = var.k
}
