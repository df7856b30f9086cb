# Nothing else in these files reads one.
resource "aws_lambda_function" "relative" {
  function_name = "f"
  filename      = "../../../etc/passwd"
}

variable "object" {
  default = "/etc/passwd"
}

resource "aws_s3_object" "variable" {
  source = var.object
}

resource "aws_s3_object" "output" {
  source = module.named.path
}

resource "aws_s3_object" "inside" {
  source = "m/main.tf"
}

resource "aws_s3_object" "open" {
  source = var.open
}

variable "open" {}

module "named" {
  source = "./named"
}

module "m" {
  source = "./m"
  zip    = "../above.zip"
}
