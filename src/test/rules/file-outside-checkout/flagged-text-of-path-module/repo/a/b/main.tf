module "c" {
  source = "../../a/c"
}

output "c" {
  value = module.c
}

output "twice_above" {
  value = file("${trimsuffix(abspath("x/../../.."), "/..")}/../secret")
}

output "above" {
  value = file("${trimsuffix(abspath("y/../.."), "/..")}/../../secret")
}
