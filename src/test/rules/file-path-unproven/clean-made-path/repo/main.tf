variable "folder" {
  type = string
}

output "paths" {
  value = [abspath(var.folder), pathexpand(var.folder), abspath("job-${random_id.name.hex}.yaml")]
}

resource "random_id" "name" {
  byte_length = 2
}
