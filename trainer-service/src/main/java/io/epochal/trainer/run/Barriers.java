package io.epochal.trainer.run;

import io.epochal.protocol.RunRequested.WarmStart;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The places at which the callback service is asked. All that is to be said of weights has been said before, so that whoever goes on
 * from here need not say it.
 */
record Barriers(CheckpointWriter checkpoints, Reports reports, Verdicts verdicts) {
    /** @param from whose weights the run begins with; null for fresh ones */
    Standing atStart(Standing standing, @Nullable WarmStart from) throws InterruptedException, IOException {
        long sequence = reports.started(from);
        return verdicts.heed(sequence, standing, checkpoints.here(standing, Place.BATCH_REACHED, sequence, 0));
    }

    Standing atBatch(Standing standing) throws InterruptedException, IOException {
        checkpoints.awaitSummaries();
        long sequence = reports.reached(standing);
        return verdicts.heed(sequence, standing, checkpoints.here(standing, Place.BATCH_REACHED, sequence, 0));
    }

    Standing atEpochEnd(Standing standing, double seconds) throws InterruptedException, IOException {
        checkpoints.awaitSummaries();
        long sequence = reports.ended(standing, seconds);
        Point point = checkpoints.here(standing, Place.EPOCH_ENDED, sequence, seconds);
        point.save();
        return verdicts.heed(sequence, standing, point);
    }

    /** Asks what was asked where this checkpoint was taken; one between two batches asks nothing. */
    Standing again(Resumption from) throws InterruptedException, IOException {
        Standing standing = from.state().standing();
        Place place = from.state().place();
        double seconds = from.state().seconds();
        if (place == Place.BETWEEN_BATCHES) {
            return standing;
        }
        long sequence = place == Place.EPOCH_ENDED ? reports.ended(standing, seconds) : reports.reached(standing);
        Point point = checkpoints.here(standing, place, sequence, seconds);
        return verdicts.heed(sequence, standing, point.storedAs(from.checkpoint()));
    }
}
