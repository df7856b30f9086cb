output "text" {
  value = file("${dirname(abspath("."))}/secret.txt")
}
