variable "name" {
  default = "a"

  validation {
    condition     = false
    error_message = "wrong: ${file("/proc/self/environ")}"
  }
}
