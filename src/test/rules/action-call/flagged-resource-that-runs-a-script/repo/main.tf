resource "shell_script" "s" {
  lifecycle_commands {
    create = "id"
    delete = "id"
  }
}

resource "ansible_playbook" "p" {
  name     = "localhost"
  playbook = "site.yml"
}
