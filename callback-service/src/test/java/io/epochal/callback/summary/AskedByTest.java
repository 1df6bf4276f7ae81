package io.epochal.callback.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedByTest {
    private static RunRequested request(@Nullable String by, int takenBack) {
        return new RunRequested(
                "run",
                Instant.EPOCH,
                Specs.with(List.of(), List.of()),
                null,
                takenBack == 0 ? null : new TakenBack(takenBack, List.of()),
                by);
    }

    @ParameterizedTest
    @CsvSource({"ann, bob, bob", "ann, , ann", ", bob, bob", "ann, '', ann"})
    void whoAskedLastIsNamedAndNobodyIsForgotten(@Nullable String first, @Nullable String second, String named) {
        RunDetails details = new RunDetails("run");
        OverviewFold fold = new OverviewFold("run");
        for (RunRequested request : List.of(request(first, 0), request(second, 1))) {
            details.add(request);
            fold.add(request);
        }

        assertThat(details.requestedBy()).contains(named);
        assertThat(fold.overview().requestedBy()).contains(named);
    }

    @Test
    void aSummaryKeepsTheNameCutToWhatItHasRoomFor() {
        OverviewFold fold = new OverviewFold("run");
        fold.add(request("a".repeat(70_000), 0));

        RunSummary summary = fold.summary(Instant.EPOCH, Instant.EPOCH, List.of());
        assertThat(summary.requestedBy()).hasSize(RunSummary.Curve.MOST_NAME);
        assertThat(new OverviewFold(summary).overview().requestedBy()).contains(summary.requestedBy());
    }

    @Test
    void ofARunThatNobodySignedNothingIsKnown() {
        OverviewFold fold = new OverviewFold("run");
        fold.add(request(null, 0));

        assertThat(fold.overview().requestedBy()).isEmpty();
    }
}
