data "aws_ecs_task_execution" "migrate" {
  cluster         = "main"
  task_definition = "migrate"
}
