resource "aws_security_group" "http" {
  name = "http"
}
