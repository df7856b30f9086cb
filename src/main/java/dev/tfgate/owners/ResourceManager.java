package dev.tfgate.owners;

import com.google.iam.v1.Policy;
import java.time.Duration;

/** What this package asks of Resource Manager. Resources are {@code projects/ID} and the like. */
interface ResourceManager extends AutoCloseable {
  /** Returns the policy in version 3. */
  Policy policy(String resource, Duration limit) throws CallException;

  /** Writes the bindings of {@code policy} where its etag is still the current one. */
  Policy write(String project, Policy policy, Duration limit) throws CallException;

  /** Returns the folder or organization above, or an empty string where there is none. */
  String parent(String resource, Duration limit) throws CallException;

  @Override
  void close();
}
