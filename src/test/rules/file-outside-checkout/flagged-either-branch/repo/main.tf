output "text" {
  value = var.own ? file("${path.module}/own.txt") : file("/etc/hostname")
}

variable "own" {
  default = true
}
