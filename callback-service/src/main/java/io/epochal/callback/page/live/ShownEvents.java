package io.epochal.callback.page.live;

import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Those events of a run that its page shows. */
record ShownEvents(String run) {
    private static final Logger LOG = Logger.getLogger(ShownEvents.class);
    /** They are long, or many, and no page shows them. */
    private static final Set<String> PASSED_OVER = Set.of(
            Wire.type(TrainingEvent.WeightsDrawn.class),
            Wire.type(TrainingEvent.WeightsSummarized.class),
            Wire.type(TrainingEvent.BatchRecorded.class));

    /** Without those that cannot be read, and those of other runs. */
    List<TrainingEvent> of(List<LoggedEvent> events) {
        List<TrainingEvent> shown = new ArrayList<>();
        for (LoggedEvent event : events) {
            if (!PASSED_OVER.contains(event.type())) {
                decode(event, shown);
            }
        }
        return shown;
    }

    private void decode(LoggedEvent event, List<TrainingEvent> shown) {
        byte[] value = event.json().getBytes(StandardCharsets.UTF_8);
        try {
            if (Wire.decode(Map.of("ce_type", event.type()), value) instanceof TrainingEvent known
                    && known.run().equals(run)) {
                shown.add(known);
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s at %s is not shown: %s", event.type(), event.position(), e.getMessage());
        }
    }
}
