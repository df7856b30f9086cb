mock_resource "aws_x" {
  defaults = {
    a = "b"
  }
}
