package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/** Says how the weights of one point of the run are distributed, and what they look like. */
record WeightSummary(Supervisor supervisor, Progress progress) {
    private static final Logger LOG = Logger.getLogger(WeightSummary.class);
    /** Brokers refuse a record of more than a megabyte; base64 takes a third more. */
    private static final int MOST_IMAGE_BYTES = 512 * 1024;

    void report(Engine.Snapshot copy, Command.SummarizeWeights asked) {
        List<Histogram> histograms = copy.histograms(asked.weights());
        supervisor.report(stamp -> new WeightsSummarized(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                progress.epoch(),
                progress.step(),
                histograms));
        if (asked.images()) {
            copy.images(asked.weights()).forEach(this::draw);
        }
    }

    private void draw(Engine.WeightImages images) {
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
                progress.epoch(),
                progress.step(),
                images.weight(),
                images.width(),
                images.height(),
                pngs));
    }
}
