module "text" {
  source = "./text"
  path   = "text/note.txt"
}
