package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnsaidTest {
    private final List<Integer> said = new ArrayList<>();

    @Test
    void saysAllInOrderAndNoMoreThanCanBeHeld() {
        Unsaid unsaid = Unsaid.NOTHING;
        for (int i = 0; i < Unsaid.MOST + 10; i++) {
            int one = i;
            unsaid = unsaid.and(() -> said.add(one));
        }
        unsaid.say();

        assertThat(said).isEqualTo(IntStream.range(0, Unsaid.MOST).boxed().toList());
    }
}
