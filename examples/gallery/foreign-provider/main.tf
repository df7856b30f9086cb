terraform {
  required_providers {
    aws = {
      source  = "evilcorp/aws"
      version = "5.100.0"
    }
  }
}

resource "aws_instance" "web" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
}
