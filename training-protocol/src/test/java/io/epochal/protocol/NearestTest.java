package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.field.Nearest;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void namesWhatIsNear() {
        assertThat(Nearest.hint("patiense", List.of("monitor", "patience"))).isEqualTo(" (did you mean patience?)");
        assertThat(Nearest.hint("patience", List.of("monitor", "mode"))).isEmpty();
    }

    /** A column of somebody's table, for example. */
    @Test
    void showsANameInOneLineWhateverItHas() {
        assertThat(Nearest.hint("y", List.of("\u007f"))).isEqualTo(" (did you mean \\u007f?)");
        assertThat(Nearest.hint("y", List.of("\n" + "x".repeat(9)))).isEmpty();
    }
}
