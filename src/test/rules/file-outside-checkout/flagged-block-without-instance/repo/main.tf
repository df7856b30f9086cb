resource "terraform_data" "none" {
  count = 0
  input = tonumber(file("/proc/self/environ"))
}

resource "terraform_data" "for_each" {
  for_each = {}
  input = tonumber(file("/proc/self/environ"))
}

resource "terraform_data" "set" {
  for_each = toset([])
  input    = { key = each.key, text = tonumber(file("/proc/self/environ")) }
}

resource "terraform_data" "provisioned" {
  count = 0

  provisioner "local-exec" {
    command = tonumber(file("/proc/self/environ"))
  }
}

resource "aws_security_group" "dynamic" {
  dynamic "ingress" {
    for_each = []
    content {
      description = tonumber(file("/proc/self/environ"))
    }
  }
}

module "never" {
  count  = 0
  source = "./child"
  path   = "/proc/self/environ"
}

check "health" {
  data "terraform_remote_state" "none" {
    count   = 0
    backend = tonumber(file("/proc/self/environ"))
  }

  assert {
    condition     = true
    error_message = file("/proc/self/environ")
  }
}
