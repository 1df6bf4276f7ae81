package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StackPlanTest {
    @Test
    void theFirstProcessHasTheNameOfItsService() {
        assertThat(StackPlan.SINGLE.names()).containsExactly("callback-service", "trainer-service");
        assertThat(new StackPlan(2, 3).names())
                .containsExactly(
                        "callback-service",
                        "callback-service-2",
                        "callback-service-3",
                        "trainer-service",
                        "trainer-service-2");
    }

    @Test
    void aStackHasAtLeastOneProcessOfEachService() {
        assertThatThrownBy(() -> new StackPlan(0, 1)).hasMessage("trainers must be from 1 to 16; found 0");
        assertThatThrownBy(() -> new StackPlan(1, 17)).hasMessage("callback-services must be from 1 to 16; found 17");
    }

    @Test
    void aPortIsOneThatCanBeListenedOn() {
        assertThat(new StackPlan(1, 1, 8081).port()).isEqualTo(8081);
        assertThat(StackPlan.SINGLE.port()).isNull();
        assertThatThrownBy(() -> new StackPlan(1, 1, 0)).hasMessage("port must be from 1 to 65535; found 0");
        assertThatThrownBy(() -> new StackPlan(1, 1, 65536)).hasMessage("port must be from 1 to 65535; found 65536");
    }
}
