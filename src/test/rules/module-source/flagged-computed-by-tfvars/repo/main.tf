variable "source" {
  const   = true
  default = "./child"
}

variable "free" {
  const = true
}

module "set_by_a_file" {
  source = var.source
}

module "set_by_nothing" {
  source = var.free
}

module "of_the_workspace" {
  source = "./${terraform.workspace}"
}

module "of_nowhere" {
  source = "./${path.module}/nowhere"
}

module "up" {
  source = join("/", ["..", ".."])
}

module "of_a_child" {
  source = "./child"
  from   = "git::https://evil.example/m.git"
}
