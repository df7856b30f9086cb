locals {
  python = substr(pathexpand("~"), 0, 1) == "/" ? "python3" : "python.exe"
}
