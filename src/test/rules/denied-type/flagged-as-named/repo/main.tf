data "acme_shell" "x" {
  command = "id"
}

resource "aws_iam_access_key" "x" {
  user = "x"
}
