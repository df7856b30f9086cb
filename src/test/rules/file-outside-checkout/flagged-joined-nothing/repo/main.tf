locals {
  none = setproduct([], ["x"])[*][0]
}

output "joined" {
  value = file("${join("", local.none)}/etc/hostname")
}

output "sorted" {
  value = file("${join("/", sort(local.none))}/etc/hostname")
}

output "cut" {
  value = file("${split(",", join(",", local.none))[0]}/etc/hostname")
}

output "replaced" {
  value = file(replace("-etc/hostname", "-", "${join("", [for x in local.none : upper(x)])}/"))
}

output "in_text" {
  value = file(format("%s/etc/hostname", join("", distinct(local.none))))
}
