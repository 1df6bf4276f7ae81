package io.epochal.trainer.run.checkpoint;

import io.epochal.protocol.Command;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.TrainingPosition;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Publishes histograms and pictures of weights, on a thread of its own. */
public final class WeightSummaries implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WeightSummaries.class);
    /** Brokers reject a record of more than a megabyte; base64 takes a third more. */
    private static final int MOST_IMAGE_BYTES = 512 * 1024;

    private final Supervisor supervisor;
    private final BackgroundThread thread;

    public WeightSummaries(Supervisor supervisor, BackgroundThread thread) {
        this.supervisor = supervisor;
        this.thread = thread;
    }

    /** Summarizes this copy, which must stay open until the future is done. */
    Future<?> publish(Engine.Snapshot copy, Command.SummarizeWeights asked, TrainingPosition position) {
        return thread.later(() -> {
            summarize(copy, asked, position);
            return asked;
        });
    }

    /** Waits until all summaries so far are published; throws the first error of any of them. */
    void await() throws IOException {
        thread.drain();
    }

    private void summarize(Engine.Snapshot copy, Command.SummarizeWeights asked, TrainingPosition position) {
        List<Histogram> histograms = copy.histograms(asked.weights());
        supervisor.report(stamp -> new WeightsSummarized(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                position.epoch(),
                position.step(),
                histograms));
        if (asked.images()) {
            copy.images(asked.weights()).forEach(images -> draw(images, position));
        }
    }

    private void draw(Engine.WeightImages images, TrainingPosition position) {
        int bytes = images.pngs().stream().mapToInt(png -> png.length).sum();
        if (bytes > MOST_IMAGE_BYTES) {
            LOG.warnf("no picture of %s: it has %d bytes, which is too much for an event", images.weight(), bytes);
            return;
        }
        List<String> pngs =
                images.pngs().stream().map(Base64.getEncoder()::encodeToString).toList();
        supervisor.report(stamp -> new WeightsDrawn(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                position.epoch(),
                position.step(),
                images.weight(),
                images.width(),
                images.height(),
                pngs));
    }

    @Override
    public void close() {
        thread.close();
    }
}
