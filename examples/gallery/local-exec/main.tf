resource "terraform_data" "greeting" {
  provisioner "local-exec" {
    command = "echo this could have been any program"
  }
}
