package dev.tfgate.terraform.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final AtomicLong all = new AtomicLong();

  @Test
  void aNamedValueHasStepsOfItsOwn() {
    Budget expression = new Budget(all);
    exhaust(expression.ofValue());

    expression.spend(100_000);

    assertThat(all.get()).isGreaterThan(300_000);
  }

  @Test
  void whenMuchWasFollowedTheRestGetsByWithFewSteps() {
    for (int i = 0; i < 150; i++) {
      exhaust(new Budget(all));
    }

    assertThatExceptionOfType(Budget.ExhaustedException.class)
        .isThrownBy(() -> new Budget(all).spend(10_000));
    new Budget(all).spend(1_000);
  }

  private static void exhaust(Budget budget) {
    assertThatExceptionOfType(Budget.ExhaustedException.class)
        .isThrownBy(
            () -> {
              while (true) {
                budget.spend(1_000);
              }
            });
  }
}
