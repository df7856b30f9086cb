provider "azurerm" {
  features {}
  oidc_token_file_path = "/proc/self/environ"
}
