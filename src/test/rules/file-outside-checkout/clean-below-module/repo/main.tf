module "text" {
  source = "./modules/text"
  file   = "${path.root}/files/a.txt"
}

output "text" {
  value = file("files/a.txt")
}

output "above" {
  value = file("${path.module}/modules/../files/a.txt")
}

output "absolute" {
  value = filemd5(abspath("${path.root}/files/a.txt"))
}
