package dev.tfgate.plugins;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One difference between the disk and what may run.
 *
 * @param path relative to the plugin directory, with {@code /} and "." for itself; absolute for
 *     what lies elsewhere, such as the binary of a program
 * @param message what is wrong, why it matters and what to do; not sanitised: the printer does that
 *     that
 * @param expected what was pinned, or null where nothing was
 * @param actual what is there, or null where nothing is
 */
public record PluginProblem(
    Kind kind, String path, String message, @Nullable String expected, @Nullable String actual) {

  /** What is wrong. */
  public enum Kind {
    /** A pinned package, or a file of one, is not there. */
    MISSING,
    /** A pinned file has another length. */
    SIZE_DIFFERS,
    /** A pinned file has other permissions. */
    MODE_DIFFERS,
    /** A pinned file, package or binary has another content. */
    CONTENT_DIFFERS,
    /** A file or directory that the manifest does not list. */
    UNLISTED,
    /** A symbolic link. */
    SYMLINK,
    /** A pipe, socket or device. */
    SPECIAL_FILE,
    /** A zip beside the unpacked package of the same version and platform, or a second one. */
    ZIP_TWIN,
    /** A zip that can't be a package, or that the manifest knows only unpacked. */
    ZIP_UNFIT,
    /** A package in which Terraform finds more than one executable. */
    SECOND_EXECUTABLE,
    /** A package in which Terraform finds no executable. */
    NO_EXECUTABLE,
    /** A provisioner plugin. */
    PROVISIONER,
    /** Users other than its owner's may write it. */
    WRITABLE_BY_OTHERS,
    /** The newest version of a provider lacks a platform that an older one has. */
    NEWER_FOREIGN_VERSION,
    /** A name that a manifest can't hold. */
    UNFIT_NAME,
    /** The binary of a pinned program is not there. */
    TERRAFORM_MISSING,
    /** A binary is not one that the manifest pins, or not the program that it is named as. */
    TERRAFORM_DIFFERS,
    /** A binary of no final release, or one that was built to allow experiments. */
    PRERELEASE,
    /** A lock file that does not go with what was seen. */
    LOCK_FILE;

    /** Returns the word for programs: kebab-case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
