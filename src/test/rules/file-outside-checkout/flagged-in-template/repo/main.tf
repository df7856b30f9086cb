output "text" {
  value = templatefile("${path.module}/hello.txt", { who = "you" })
}
