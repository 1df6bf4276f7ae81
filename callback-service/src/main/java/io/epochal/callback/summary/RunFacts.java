package io.epochal.callback.summary;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingParams;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run says of itself where it is requested, starts or resumes.
 *
 * @param callbacks as they are written, perhaps with what they have seen
 * @param steps batches in a full epoch; 0 where that is not known
 * @param spec empty for a run that a program trains which is not our trainer
 * @param trainer that program; empty for our trainer
 */
public record RunFacts(
        TrainingParams params,
        List<Map<String, Object>> callbacks,
        int steps,
        Optional<RunSpec> spec,
        Optional<AttachedTrainer> trainer) {
    public static RunFacts of(RunSpec spec) {
        return ours(spec, 0);
    }

    /** Empty for an event that does not begin an attempt. */
    public static Optional<RunFacts> of(TrainingEvent event) {
        if (event instanceof RunStarted started) {
            return Optional.of(ours(started.spec(), started.stepsPerEpoch()));
        } else if (event instanceof RunResumed resumed) {
            return Optional.of(ours(resumed.spec(), resumed.stepsPerEpoch()));
        } else if (event instanceof AttachedRunStarted started) {
            return Optional.of(attached(started.params(), started.callbacks(), started.trainer()));
        } else if (event instanceof AttachedRunResumed resumed) {
            return Optional.of(attached(resumed.params(), resumed.callbacks(), resumed.trainer()));
        }
        return Optional.empty();
    }

    private static RunFacts ours(RunSpec spec, int steps) {
        return new RunFacts(TrainingParams.of(spec), spec.callbacks(), steps, Optional.of(spec), Optional.empty());
    }

    private static RunFacts attached(
            TrainingParams params, List<Map<String, Object>> callbacks, AttachedTrainer trainer) {
        return new RunFacts(params, callbacks, 0, Optional.empty(), Optional.of(trainer));
    }

    /** How many epochs are trained at most; empty where the trainer does not know. */
    public Optional<Integer> epochs() {
        return Optional.ofNullable(params.epochs());
    }

    /** What an epoch of the run is called: {@code epoch} or {@code evaluation}. */
    public String round() {
        return round(trainer);
    }

    static String round(Optional<AttachedTrainer> trainer) {
        return trainer.map(AttachedTrainer::unit)
                .orElse(AttachedTrainer.Unit.EPOCH)
                .wireName();
    }

    /** Whether Keras has layers for the model: not for one behind a backbone, and nothing is known of an attached program's. */
    public boolean isKerasModel() {
        return spec.isPresent() && spec.get().model().backbone() == null;
    }

    /** {@code 1 epoch}, {@code 3 evaluations}. */
    public static String count(int rounds, String round) {
        return rounds + " " + round + (rounds == 1 ? "" : "s");
    }

    /** With a capital letter. */
    public static String title(String round) {
        return round.substring(0, 1).toUpperCase(Locale.ROOT) + round.substring(1);
    }
}
