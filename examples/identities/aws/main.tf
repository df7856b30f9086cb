# The roles of AWS: one for each root and phase, which the account of Google of the same name can take on, and
# nobody else. No key of AWS is stored anywhere.
terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "examples/identities/aws"
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "accounts" {
  description = "Numeric ids of the service accounts, by name: the output of ../google"
  type        = map(string)

  validation {
    condition     = alltrue([for id in values(var.accounts) : can(regex("^[0-9]{21}$", id))])
    error_message = "A service account is known to AWS by its numeric id of 21 digits, not by its e-mail address."
  }
}

variable "audience" {
  description = "What identities.aws.audience of gate.yaml says"
  type        = string
  default     = "sts.amazonaws.com"
}

# Google is known to AWS by itself: no identity provider has to be made for accounts.google.com.
resource "aws_iam_role" "root" {
  for_each             = var.accounts
  name                 = each.key
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "accounts.google.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "accounts.google.com:aud"  = each.value
          "accounts.google.com:oaud" = var.audience
          "accounts.google.com:sub"  = each.value
        }
      }
    }]
  })
}

# Plans look and change nothing. What applies may do is the business of each root.
resource "aws_iam_role_policy_attachment" "looks" {
  for_each   = { for name, role in aws_iam_role.root : name => role.name if startswith(name, "plan-") }
  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
}
