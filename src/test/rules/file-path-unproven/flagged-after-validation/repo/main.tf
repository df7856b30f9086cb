variable "x" {
  type = string

  validation {
    condition     = contains(["safe.txt"], var.x)
    error_message = "Only safe.txt may be read."
  }
}

variable "y" {
  type    = string
  default = "safe.txt"

  validation {
    condition     = fileexists(var.y)
    error_message = "There is no such file: ${var.y} ${file(var.x)}"
  }
}

output "o" {
  value = file(var.x)
}
