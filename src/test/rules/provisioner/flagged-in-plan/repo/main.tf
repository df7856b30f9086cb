resource "terraform_data" "d" {
  provisioner "local-exec" {
    command = "id"
  }
}
