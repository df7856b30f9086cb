variable "stage" {
  type = string
}

variable "level" {
  type = number
}

variable "settings" {
  type = object({
    folder = optional(string, "config")
  })
  default = {}
}

variable "kind" {
  type    = string
  default = "small"

  validation {
    condition     = contains(["small", "large"], var.kind)
    error_message = "Small or large."
  }
}

output "text" {
  value = file("${path.module}/${var.settings.folder}/${var.stage}.txt")
}

output "level" {
  value = file("${path.module}/levels/${var.level}.txt")
}

output "kind" {
  value = file("${path.module}/kinds/${var.kind}/${terraform.workspace}.txt")
}
