package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SaveFailuresTest {
    private final SaveFailures failures = new SaveFailures();

    @Test
    void namesAreNormalized() {
        assertThat(failures.normalized(new Command.SaveCheckpoint("/a//./b", ModelWeights.AVERAGED, true)))
                .hasValue(new Command.SaveCheckpoint("a/b", ModelWeights.AVERAGED, true));
        assertThat(failures.summary()).isEmpty();
    }

    @Test
    void invalidNamesAreTakenOnceAndStayInTheSummary() {
        assertThat(failures.normalized(new Command.SaveCheckpoint(".."))).isEmpty();

        assertThat(failures.takeInvalidNames()).singleElement().satisfies(reason -> {
            assertThat(reason.callback()).isEqualTo("SaveCheckpoint");
            assertThat(reason.text()).startsWith("is not saved: name ");
        });
        assertThat(failures.takeInvalidNames()).isEmpty();
        assertThat(failures.summary()).startsWith("; not saved: ..: ").contains("may not lead out");
    }

    @Test
    void onlyTheFirstFiveAreInWords() {
        for (int i = 0; i < 7; i++) {
            failures.note("s" + i, new IOException("full"));
        }

        assertThat(failures.summary())
                .isEqualTo("; not saved: s0: full; s1: full; s2: full; s3: full; s4: full and 2 more");
    }
}
