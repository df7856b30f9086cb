variable "x" {
  type = string

  validation {
    condition     = contains(["safe.txt"], var.x)
    error_message = "not ${file(var.x)}"
  }
}

output "o" {
  value = file(var.x)
}
