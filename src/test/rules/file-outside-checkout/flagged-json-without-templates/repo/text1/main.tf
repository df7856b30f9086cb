variable "path" {
  default = "hostname"
}
