variable "project" {
  description = "The project that the webhook and its builds run in."
  type        = string
}

variable "region" {
  description = "Where everything runs."
  type        = string
  default     = "europe-west1"
}

variable "image" {
  description = "The image of deploy/Dockerfile, by digest."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by digest: a tag can be moved."
  }
}

variable "audience" {
  description = "webhook.push.audience of gate.yaml: what the identity tokens are made for."
  type        = string
  default     = "https://tfgate-webhook.acme.example/events/build"
}

variable "config_bucket" {
  description = "The bucket of the trusted configurations."
  type        = string
}

variable "state_bucket" {
  description = "The bucket where the webhook writes down what it took on."
  type        = string
}

variable "reports_bucket" {
  description = "The bucket where builds put their reports."
  type        = string
}

variable "publishers" {
  description = "Who may change the trusted configurations, such as group:platform-admins@acme.example."
  type        = set(string)
}
