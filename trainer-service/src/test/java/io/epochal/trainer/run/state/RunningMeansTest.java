package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningMeansTest {
    private static final MetricSums SUMS = new MetricSums(List.of(new double[] {3, 4}, new double[] {0.5}));

    @Test
    void weighLossesBySamplesAndKeepWhatTheMetricsCountedLast() {
        RunningMeans means = RunningMeans.NONE.with(10, 1.0f, MetricSums.NONE).with(30, 0.5f, SUMS);

        assertThat(means).isEqualTo(new RunningMeans(25, 40, SUMS));
        assertThat(means.meanLoss()).isEqualTo(0.625);
    }

    @Test
    void areReadAsTheyAreWritten() throws IOException {
        RunningMeans means = new RunningMeans(1.25, 4, SUMS);

        String written = Wire.JSON.writeValueAsString(means);

        assertThat(written).isEqualTo("{\"loss\":1.25,\"samples\":4,\"metrics\":[[3.0,4.0],[0.5]]}");
        assertThat(Wire.JSON.readValue(written, RunningMeans.class)).isEqualTo(means);
    }

    /** Which counted the right ones of all samples, for the accuracy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"loss":1.5,"correct":15,"samples":20}                   | 20 | 15
            {"loss":1.5,"correct":0,"samples":20}                    | 20 | 0
            {"loss":1.5,"correct":1,"samples":20,"metrics":[[7,20]]} | 20 | 7
            """)
    void ofEarlierVersionsAreRead(String json, long samples, double right) throws IOException {
        RunningMeans means = Wire.JSON.readValue(json, RunningMeans.class);

        assertThat(means)
                .isEqualTo(new RunningMeans(1.5, samples, new MetricSums(List.of(new double[] {right, samples}))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"loss":0.0,"correct":0,"samples":0}
            {"loss":0.0,"samples":0}
            {"loss":0.0,"samples":0,"metrics":[]}
            """)
    void ofNoBatchAreNone(String json) throws IOException {
        assertThat(Wire.JSON.readValue(json, RunningMeans.class)).isEqualTo(RunningMeans.NONE);
    }
}
