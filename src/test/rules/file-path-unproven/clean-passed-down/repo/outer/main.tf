variable "file" {
  type = string
}

module "inner" {
  source = "./inner"
  files  = [var.file, "${path.module}/own.txt"]
}
