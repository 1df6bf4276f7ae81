package io.epochal.chaos.round;

import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.EvidenceComparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the undisturbed run must have in it, so that a comparison with it says something. */
public final class ReferenceCheck {
    private static final List<String> DECISIONS =
            List.of("\"SetLearningRate\"", "\"RestoreWeights\"", "\"StopTraining\"", "\"SaveCheckpoint\"");
    private static final int NAMES = 4;

    private ReferenceCheck() {}

    /** {@link IOException} says what is missing. */
    static void require(Evidence undisturbed) throws IOException {
        List<String> missing = new ArrayList<>(EvidenceComparison.differences(undisturbed, undisturbed));
        for (String decision : DECISIONS) {
            if (undisturbed.story().events().stream().noneMatch(event -> event.contains(decision))) {
                missing.add("no " + decision + " in any verdict");
            }
        }
        if (undisturbed.stored().names().size() < NAMES) {
            missing.add("only the names " + undisturbed.stored().names().keySet());
        }
        if (undisturbed.recorded().files().size() < 3) {
            missing.add("only the files " + undisturbed.recorded().files().keySet());
        }
        if (undisturbed.story().weights().isEmpty()) {
            missing.add("no histograms");
        }
        if (!missing.isEmpty()) {
            throw new IOException("the undisturbed run is not fit to be compared with: " + String.join("; ", missing));
        }
    }
}
