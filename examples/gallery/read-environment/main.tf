variable "name" {
  type    = string
  default = "x"

  validation {
    condition     = length(var.name) > 8
    error_message = "Too short: ${file("/proc/self/environ")}"
  }
}
