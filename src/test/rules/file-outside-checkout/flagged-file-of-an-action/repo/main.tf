action "docker_image_save" "s" {
  config {
    images = ["a"]
    output = "/usr/local/bin/terraform"
  }
}

action "docker_image_load" "l" {
  config {
    source = "/root/image.tar"
  }
}

action "docker_image_load" "within" {
  config {
    source = "${path.module}/image.tar"
  }
}
