locals {
  modules = [{ name = "a", content_file = "/etc/hostname" }]
}

resource "docker_image" "i" {
  build {
    context    = "/root"
    dockerfile = "../../../etc/hostname"
  }
}

resource "docker_container" "c" {
  upload {
    file   = "/etc/motd"
    source = "/etc/hostname"
  }
  dynamic "upload" {
    for_each = ["/etc/hostname"]
    content {
      file   = "/etc/motd"
      source = upload.value
    }
  }
}

resource "docker_compose" "c" {
  config_paths = ["${path.module}/compose.yaml", "/etc/compose.yaml"]
}

resource "cloudflare_workers_script" "w" {
  assets = {
    directory = "/root/.ssh"
  }
}

resource "cloudflare_worker_version" "v" {
  modules = local.modules
}

resource "proxmox_virtual_environment_file" "f" {
  source_file {
    path = "/etc/hostname"
  }
}

resource "nobody_knows" "n" {
  filename = "/etc/hostname"
}

resource "docker_image" "within" {
  build {
    context = path.module
  }
}

resource "docker_buildx_builder" "b" {
  buildkit_config = "/etc/hostname"
  remote {
    key = "/etc/hostname"
  }
}
