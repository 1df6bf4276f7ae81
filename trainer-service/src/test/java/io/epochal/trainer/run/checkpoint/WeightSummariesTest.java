package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.port.Engine.WeightImages;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.TrainingPosition;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightSummariesTest {
    private static final TrainingPosition POSITION = TestStates.at(1, 3).position();
    private static final int LIMIT = 512 * 1024;

    private final FakeEngine engine = new FakeEngine();
    private final FakeSupervisor supervisor = new FakeSupervisor();
    private final WeightSummaries summaries = new WeightSummaries(supervisor, new BackgroundThread("summaries"));

    @AfterEach
    void close() {
        summaries.close();
    }

    @ParameterizedTest
    @CsvSource({"TRAINED, 6", "AVERAGED, -6"})
    void histogramsAreOfTheWeightsThatWereAskedForWhereTheRunWas(ModelWeights weights, double count)
            throws IOException {
        engine.weights = "6";
        publish(new Command.SummarizeWeights(weights, false));

        assertThat(supervisor.names()).containsExactly("WeightsSummarized");
        WeightsSummarized summarized =
                supervisor.events(WeightsSummarized.class).get(0);
        assertThat(summarized.epoch()).isEqualTo(1);
        assertThat(summarized.step()).isEqualTo(6);
        assertThat(summarized.histograms().get(0).buckets().get(0).count()).isEqualTo(count);
    }

    @Test
    void picturesFollowWhereTheyWereAskedFor() throws IOException {
        engine.images = List.of(new WeightImages("a", 2, 1, List.of(new byte[] {1, 2}, new byte[] {3})));
        publish(new Command.SummarizeWeights(ModelWeights.TRAINED, true));

        Base64.Encoder base64 = Base64.getEncoder();
        List<String> pngs = List.of(base64.encodeToString(new byte[] {1, 2}), base64.encodeToString(new byte[] {3}));
        assertThat(supervisor.names()).containsExactly("WeightsSummarized", "WeightsDrawn");
        assertThat(supervisor.events(WeightsDrawn.class))
                .containsExactly(new WeightsDrawn("run", 1, 1, Instant.EPOCH, 1, 6, "a", 2, 1, pngs));
    }

    /** The files of one weight are in one event. */
    @ParameterizedTest
    @CsvSource({"524288, 0, 1", "524288, 1, 0", "524289, 0, 0", "262144, 262144, 1"})
    void picturesThatAreTooLargeForAnEventAreLeftOut(int first, int second, int events) throws IOException {
        engine.images = List.of(new WeightImages("a", 1, 1, List.of(new byte[first], new byte[second])));
        publish(new Command.SummarizeWeights(ModelWeights.TRAINED, true));

        assertThat(supervisor.events(WeightsDrawn.class)).hasSize(events);
    }

    @Test
    void oneThatIsLeftOutKeepsNoOtherBack() throws IOException {
        engine.images = List.of(
                new WeightImages("large", 1, 1, List.of(new byte[LIMIT + 1])),
                new WeightImages("small", 1, 1, List.of(new byte[1])));
        publish(new Command.SummarizeWeights(ModelWeights.TRAINED, true));

        assertThat(supervisor.events(WeightsDrawn.class))
                .extracting(WeightsDrawn::weight)
                .containsExactly("small");
    }

    @Test
    void anErrorIsThrownWhereSummariesAreWaitedFor() {
        engine.weights = "no number";
        var unused = summaries.publish(engine.snapshot(), new Command.SummarizeWeights(), POSITION);

        assertThatThrownBy(summaries::await)
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(NumberFormatException.class);
    }

    private void publish(Command.SummarizeWeights asked) throws IOException {
        var unused = summaries.publish(engine.snapshot(), asked, POSITION);
        summaries.await();
    }
}
