package dev.tfgate.runner;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.terraform.profile.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param program which of the programs
 * @param binary of it, absolute; null for the one in the usual folders
 * @param check how the checkout is checked; its path is the directory that the user stands in
 * @param root the directory that Terraform runs in, as named; null for where the user stands
 * @param arguments for Terraform, the subcommand first
 * @param data place of what is kept between the steps of a build, or null for the usual one
 * @param environment of tfgate, of which nothing is passed but what {@code pass_env} names
 * @param google by whose credentials a root's own are had
 * @param self starts tfgate again, for a program that asks it for credentials
 * @param timeLimit for each run of Terraform
 * @param memoryLimit address space of each process, in bytes; 0 for no bound
 */
public record TerraformRequest(
    Engine program,
    @Nullable Path binary,
    CheckRequest check,
    @Nullable Path root,
    List<String> arguments,
    @Nullable Path data,
    Map<String, String> environment,
    GoogleAccess google,
    List<String> self,
    Duration timeLimit,
    long memoryLimit) {
  public TerraformRequest {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    self = List.copyOf(self);
  }
}
