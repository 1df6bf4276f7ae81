package io.epochal.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which buckets hold data: as the trainer is told, so that the command refuses what a run would be refused. */
class SourceSettingsTest {
    @Test
    void onlyTheNamedBucketsHoldData() {
        SourceSettings settings = new SourceSettings(Map.of("EPOCHAL_DATA_BUCKETS", "wines, images,,"));

        assertThat(settings.readable("epochal").own()).isEqualTo("epochal");
        assertThat(settings.readable("epochal").allowed())
                .hasValueSatisfying(names -> assertThat(names).containsExactlyInAnyOrder("wines", "images"));
    }

    @Test
    void withoutThemAllButTheStacksOwnDo() {
        assertThat(new SourceSettings(Map.of()).readable("epochal").allowed()).isEmpty();
        assertThat(new SourceSettings(Map.of("EPOCHAL_DATA_BUCKETS", " "))
                        .readable("epochal")
                        .allowed())
                .isEmpty();
    }
}
