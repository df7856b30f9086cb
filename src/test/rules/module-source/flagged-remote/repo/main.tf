module "git" {
  source = "git::https://example.net/vpc.git?ref=main"
}

module "shorthand" {
  source = "github.com/evilcorp/vpc"
}

module "registry" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}

module "archive" {
  source = "https://example.net/vpc.zip"
}

module "absolute" {
  source = "/opt/modules/vpc"
}
