package dev.tfgate.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The subcommands, in the order of the help. */
final class Commands {
  /**
   * A subcommand's place in the catalogue.
   *
   * @param name one or two words, as typed
   * @param summary one line for the help
   * @param create builds it
   */
  record Entry(String name, String summary, Supplier<Command> create) {
    /** Returns the first word of the name. */
    String group() {
      int space = name.indexOf(' ');
      return space < 0 ? name : name.substring(0, space);
    }
  }

  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "aws credentials",
              "Print a root's keys of AWS, had by Google's identity token",
              AwsCredentialsCommand::new),
          new Entry("check", "Check a checkout, before any terraform command", CheckCommand::new),
          new Entry(
              "ci-config diff",
              "Show what differs from the trusted copy",
              CiConfigDiffCommand::new),
          new Entry(
              "ci-config publish",
              "Make the CI configuration the trusted copy",
              CiConfigPublishCommand::new),
          new Entry(
              "ci-config verify",
              "Compare the CI configuration with its trusted copy",
              CiConfigVerifyCommand::new),
          new Entry("completion", "Print a completion script for a shell", CompletionCommand::new),
          new Entry(
              "dispatch",
              "Start one Cloud Build for each root that a change affects",
              DispatchCommand::new),
          new Entry(
              "doctor",
              "Tell what is there: Terraform, git, trust, credentials",
              DoctorCommand::new),
          new Entry(
              "explain",
              "Tell what a rule flags, why it matters and how to fix it",
              ExplainCommand::new),
          new Entry(
              "hook install",
              "Check what is about to be committed, before each commit",
              HookCommand::install),
          new Entry("hook uninstall", "Take the pre-commit hook away", HookCommand::uninstall),
          new Entry(
              "init", "Draft a trust directory, from what the repository does", InitCommand::new),
          new Entry(
              "inspect",
              "Show what the gate sees: blocks and arguments, with lines",
              InspectCommand::new),
          new Entry("owners audit", "Show who is Owner of which project", OwnersAuditCommand::new),
          new Entry(
              "owners restore",
              "Give the Owner grant back, by the record of a strip",
              OwnersRestoreCommand::new),
          new Entry(
              "owners strip",
              "Take the Owner grant from the creator of projects",
              OwnersStripCommand::new),
          new Entry(
              "plan check",
              "Check a saved plan: providers, code, state, Owner grants",
              PlanCheckCommand::new),
          new Entry(
              "plugins pin",
              "Write down which providers and which Terraform may run",
              PluginsCommand::pin),
          new Entry(
              "plugins review",
              "Tell what providers can do, or what came between two pins",
              PluginsReviewCommand::new),
          new Entry(
              "plugins verify",
              "Compare plugins and terraform binary with the manifest",
              PluginsCommand::verify),
          new Entry(
              "policy compile",
              "Keep policies parsed and checked, for faster starts",
              PolicyCompileCommand::new),
          new Entry(
              "policy eval", "Try an expression on a plan or a checkout", PolicyEvalCommand::new),
          new Entry("policy list", "List the policies, by file", PolicyListCommand::new),
          new Entry(
              "policy test",
              "Run the tests that stand beside the policies",
              PolicyTestCommand::new),
          new Entry(
              "report merge", "Make one report of those of many jobs", ReportMergeCommand::new),
          new Entry(
              "roots", "List root modules: which a change affects, and why", RootsCommand::new),
          new Entry("rules", "List the rules, by layer", RulesCommand::new),
          new Entry(
              "terraform",
              "Run Terraform hardened: checks before, around and after",
              TerraformCommand::terraform),
          new Entry(
              "tofu",
              "Run OpenTofu hardened: checks before, around and after",
              TerraformCommand::tofu),
          new Entry(
              "trust verify",
              "Check the trust directory: gate.yaml, manifest, policies",
              TrustVerifyCommand::new),
          new Entry(
              "webhook replay",
              "Do what one recorded delivery asks for",
              WebhookReplayCommand::new),
          new Entry(
              "webhook serve",
              "Start builds with the trusted configuration",
              WebhookServeCommand::new));

  private Commands() {}

  /** Returns all of them. */
  static List<Entry> all() {
    return ALL;
  }

  /** Returns the one of that full name. */
  static Optional<Entry> find(String name) {
    for (Entry entry : ALL) {
      if (entry.name().equals(name)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** Returns those whose first word is {@code group}. */
  static List<Entry> inGroup(String group) {
    return ALL.stream().filter(entry -> entry.group().equals(group)).toList();
  }
}
