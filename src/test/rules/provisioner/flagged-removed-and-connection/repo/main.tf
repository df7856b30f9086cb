removed {
  from = aws_instance.web

  lifecycle {
    destroy = true
  }

  provisioner "local-exec" {
    when    = destroy
    command = "true"
  }
}

resource "aws_instance" "web" {
  ami = "ami-1"

  connection {
    host = "example.net"
  }
}
