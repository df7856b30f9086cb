variable "project" {
  type        = string
  description = "Where all of it is."
  default     = "acme-shop-dev"
  validation {
    condition     = length(var.project) > 3 && can(regex("^[a-z-]+$", var.project))
    error_message = "A project has a name of lower-case letters."
  }
}
variable "purposes" {
  type    = set(string)
  default = ["images", "exports"]
}
variable "labels" {
  type    = map(string)
  default = {}
}
variable "events" {
  type    = bool
  default = true
}
variable "disk" {
  type    = string
  default = null
}
