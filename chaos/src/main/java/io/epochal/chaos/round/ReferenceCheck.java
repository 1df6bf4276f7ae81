package io.epochal.chaos.round;

import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.EvidenceComparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the reference run must contain, so that a comparison with it is meaningful. */
final class ReferenceCheck {
    private static final List<String> DECISIONS =
            List.of("\"SetLearningRate\"", "\"RestoreWeights\"", "\"StopTraining\"", "\"SaveCheckpoint\"");
    private static final int NAMES = 4;

    private ReferenceCheck() {}

    /** {@link IOException} names what is missing. */
    static void require(Evidence reference) throws IOException {
        List<String> missing = new ArrayList<>(EvidenceComparison.differences(reference, reference));
        for (String decision : DECISIONS) {
            if (reference.trace().events().stream().noneMatch(event -> event.contains(decision))) {
                missing.add("no " + decision + " in any verdict");
            }
        }
        if (reference.stored().names().size() < NAMES) {
            missing.add("only the names " + reference.stored().names().keySet());
        }
        if (reference.recorded().files().size() < 3) {
            missing.add("only the files " + reference.recorded().files().keySet());
        }
        if (reference.trace().weights().isEmpty()) {
            missing.add("no histograms");
        }
        if (!missing.isEmpty()) {
            throw new IOException("the run without faults is unfit as a reference: " + String.join("; ", missing));
        }
    }
}
